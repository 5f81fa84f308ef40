import type { Ports } from '../core/composition.ts';
import type { SessionSettings } from '../core/contract/settings.ts';

/** What the session function needs. */
export type SessionPorts = Ports<SessionSettings>;
