import type { Stack } from './assembly.ts';

/** Resolves CloudFormation's intrinsic functions in a value of a stack's template. */
export type Resolve = (value: unknown, stack: Stack) => unknown;
