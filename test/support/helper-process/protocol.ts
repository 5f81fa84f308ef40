import type { LocalConnection } from '../../../lib/local/connection-file.ts';

/** The first line that a test file sends on a connection to the helper process. */
export type HelperRequest =
  /** Runs a local stack until the connection ends. */
  | { readonly kind: 'stack'; readonly args: readonly string[]; readonly env: Readonly<Record<string, string>> }
  /** Synthesises a configuration block as `cdk synth` does, once for all test files. */
  | { readonly kind: 'synthesise'; readonly block: unknown }
  /** Compiles the operations CLI, once for all test files. */
  | { readonly kind: 'compile' };

/** Ends the stack of the connection in good order. */
export const stopMessage = { stop: true } as const;

/** A line that the helper process sends back. */
export type HelperReply =
  /** The stack wrote this. */
  | { readonly output: string }
  /** The stack is up. */
  | { readonly up: LocalConnection }
  /** The stack has ended after `stopMessage`; with the error if something could not be ended. */
  | { readonly stopped: true; readonly error?: string }
  /** The request failed, or the stack ended by itself. */
  | { readonly failed: string }
  /** Path of the synthesised assembly, or of the compiled program. */
  | { readonly path: string };
