import type { Ports } from '../core/composition.ts';
import type { LoginSettings } from '../core/contract/settings.ts';

/** What the login door needs. */
export type LoginPorts = Ports<LoginSettings>;
