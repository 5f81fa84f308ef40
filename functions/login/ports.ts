import type { Ports } from '../core/composition.ts';
import type { LoginSettings } from '../core/contract/settings.ts';

/** Dependencies of the login function: settings, table, session keys, providers, clock and log. */
export type LoginPorts = Ports<LoginSettings>;
