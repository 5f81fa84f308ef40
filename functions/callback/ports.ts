import type { Deadline } from '../core/base/deadline.ts';
import type { Ports } from '../core/composition.ts';
import type { CallbackSettings } from '../core/contract/settings.ts';
import type { Request } from '../core/http/request.ts';
import type { Provider } from '../core/provider/index.ts';
import type { Attempt } from '../core/sessions/login-attempt.ts';

/**
 * Milliseconds reserved for writing a sign-in. If less time is left, the write is not started, since it cannot be
 * cancelled once it is sent.
 */
export const writeMilliseconds = 3500;

/** Dependencies of the callback function: settings, table, session keys, providers, clock and log. */
export type CallbackPorts = Ports<CallbackSettings>;

/**
 * A login that this browser started and whose callback is being handled: the request, the login attempt and its
 * provider.
 */
export interface OpenLogin {
  readonly request: Request;
  readonly attempt: Attempt;
  readonly provider: Provider;
  readonly ports: CallbackPorts;
  /** Instant by which the work on the request must be done, so that the response is sent in time. */
  readonly deadline: Deadline;
}
