import type { Claims } from '../claims.ts';

/** How a person authenticated, as the provider says (Core 1.0 section 2). What the values mean is agreed with it. */
export interface Strength {
  /** The authentication context class that was met. */
  readonly acr?: string;
  /** The methods that were used, for example those of RFC 8176. */
  readonly amr?: readonly string[];
}

/** Characters of an acr, and of a method; and how many methods: what real providers send is a tenth of that. */
const limits = { acr: 255, method: 64, methods: 10 };

/**
 * Reads `acr` and `amr` where they are of a form that can be kept. Of any other they are left out whole, which says less
 * than there is and never more: it is for apps to ask for what they need.
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

/** The part of a thing that says how a person authenticated. */
export function strengthOf({ acr, amr }: Strength): Strength {
  return { ...(acr !== undefined && { acr }), ...(amr !== undefined && { amr }) };
}
