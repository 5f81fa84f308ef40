import type { Ports } from '../core/composition.ts';
import type { SessionSettings } from '../core/contract/settings.ts';

/** Dependencies of the session function: settings, table, session keys, providers, clock and log. */
export type SessionPorts = Ports<SessionSettings>;
