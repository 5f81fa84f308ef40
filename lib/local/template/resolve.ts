import type { Stack } from './assembly.ts';

/** Resolves the intrinsic functions in a value of a stack's template. */
export type Resolve = (value: unknown, stack: Stack) => unknown;
