import type { Ports } from '../core/composition.ts';
import type { SessionSettings } from '../core/contract/settings.ts';

/** What the session door needs. */
export type SessionPorts = Ports<SessionSettings>;
