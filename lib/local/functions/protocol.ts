/** One call of a function, as it is sent to the worker. */
export interface Invocation {
  readonly id: number;
  /** JSON text. */
  readonly event: string;
  readonly context: Omit<FunctionContext, 'getRemainingTimeInMillis'>;
  /** When Lambda would end the call, in milliseconds since the epoch. */
  readonly deadline: number;
}

/** How it ended: a result as JSON text, or what the function threw. */
export type InvocationOutcome =
  | { readonly id: number; readonly result: string }
  | { readonly id: number; readonly error: string };

/** Lambda's context object, as far as it makes sense on one machine. */
export interface FunctionContext {
  readonly awsRequestId: string;
  readonly functionName: string;
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
  readonly memoryLimitInMB: string;
  getRemainingTimeInMillis(): number;
}
