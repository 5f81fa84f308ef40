/** Message to a function's worker: one invocation of the function. */
export interface Invocation {
  readonly id: number;
  /** The event as JSON text. */
  readonly event: string;
  readonly context: Omit<FunctionContext, 'getRemainingTimeInMillis'>;
  /** Instant of the function's timeout, in milliseconds since the epoch. */
  readonly deadline: number;
}

/** Message from a function's worker: the result of an invocation as JSON text, or the error that the function threw. */
export type InvocationOutcome =
  | { readonly id: number; readonly result: string }
  | { readonly id: number; readonly error: string };

/** Lambda's context object, without the members that only AWS can fill. */
export interface FunctionContext {
  readonly awsRequestId: string;
  readonly functionName: string;
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
  readonly memoryLimitInMB: string;
  getRemainingTimeInMillis(): number;
}
