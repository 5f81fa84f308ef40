import type { Claims } from '../claims.ts';

/**
 * How a person authenticated, as claimed by the provider (Core 1.0 section 2). Each provider defines what its values
 * mean.
 */
export interface Strength {
  /** Authentication context class, for example a level of assurance. */
  readonly acr?: string;
  /** Authentication methods, for example those of RFC 8176. */
  readonly amr?: readonly string[];
}

/**
 * Maximum characters of an `acr` and of each method in `amr`, and maximum number of methods. Each is about ten times
 * what real providers send.
 */
const limits = { acr: 255, method: 64, methods: 10 };

/**
 * Reads `acr` and `amr`. A claim that exceeds the limits or has another type is omitted as a whole. Omitting a claim
 * never makes the authentication look stronger, since apps check for the values that they require.
 */
export function readStrength({ acr, amr }: Claims): Strength {
  return { ...(isText(acr, limits.acr) && { acr }), ...(isMethods(amr) && { amr }) };
}

function isMethods(value: unknown): value is readonly string[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > limits.methods) return false;
  return value.every((method) => isText(method, limits.method));
}

function isText(value: unknown, maximum: number): value is string {
  return typeof value === 'string' && value !== '' && value.length <= maximum && value.isWellFormed();
}

/** Copies only `acr` and `amr` from an object that has more properties, such as a verified ID token. */
export function strengthOf({ acr, amr }: Strength): Strength {
  return { ...(acr !== undefined && { acr }), ...(amr !== undefined && { amr }) };
}
