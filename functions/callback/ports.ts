import type { Deadline } from '../core/base/deadline.ts';
import type { Ports } from '../core/composition.ts';
import type { CallbackSettings } from '../core/contract/settings.ts';
import type { Request } from '../core/http/request.ts';
import type { Provider } from '../core/provider/index.ts';
import type { Attempt } from '../core/sessions/login-attempt.ts';

/** Time reserved for writing a sign-in; the write is not started with less left, since it cannot be cancelled. */
export const writeMilliseconds = 3500;

/** Settings, stores and providers of the callback handler. */
export type CallbackPorts = Ports<CallbackSettings>;

/** A login that this browser began and now finishes. */
export interface OpenLogin {
  readonly request: Request;
  readonly attempt: Attempt;
  readonly provider: Provider;
  readonly ports: CallbackPorts;
  /** Deadline of the response. */
  readonly deadline: Deadline;
}
