import type { Stack } from './assembly.ts';

/** Gives a template's value with its intrinsic functions carried out. `stack` is the one whose template holds it. */
export type Resolve = (value: unknown, stack: Stack) => unknown;
