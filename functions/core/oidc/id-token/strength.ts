import type { Claims } from '../claims.ts';

/** How a person authenticated, as claimed by the provider (Core 1.0 section 2). The values' meaning is the provider's. */
export interface Strength {
  /** Authentication context class. */
  readonly acr?: string;
  /** Authentication methods, for example those of RFC 8176. */
  readonly amr?: readonly string[];
}

/** Maximum characters of an acr and of a method, and maximum methods: ten times what real providers send. */
const limits = { acr: 255, method: 64, methods: 10 };

/**
 * Reads `acr` and `amr`, if they can be stored. Otherwise they are omitted whole, which never claims a stronger
 * authentication: apps check for the values that they need.
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

/** Only `acr` and `amr` of an object that has them. */
export function strengthOf({ acr, amr }: Strength): Strength {
  return { ...(acr !== undefined && { acr }), ...(amr !== undefined && { amr }) };
}
