/** Message to the worker: one invocation. */
export interface Invocation {
  readonly id: number;
  /** JSON text. */
  readonly event: string;
  readonly context: Omit<FunctionContext, 'getRemainingTimeInMillis'>;
  /** Instant of the function's timeout, in milliseconds since the epoch. */
  readonly deadline: number;
}

/** Message from the worker: the result as JSON text, or the error that the function threw. */
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
