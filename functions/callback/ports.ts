import type { Deadline } from '../core/base/deadline.ts';
import type { Ports } from '../core/composition.ts';
import type { CallbackSettings } from '../core/contract/settings.ts';
import type { Request } from '../core/http/request.ts';
import type { Provider } from '../core/provider/index.ts';
import type { Attempt } from '../core/sessions/attempt.ts';

/** Milliseconds that writing a sign-in may take; it is not begun where less is left, since it cannot be called back. */
export const writeMilliseconds = 3500;

/** What the callback door needs. */
export type CallbackPorts = Ports<CallbackSettings>;

/** A login on its way: the attempt of this browser, and what finishing it takes. */
export interface OpenLogin {
  readonly request: Request;
  readonly attempt: Attempt;
  readonly provider: Provider;
  readonly ports: CallbackPorts;
  /** By when the person must have an answer. */
  readonly deadline: Deadline;
}
