import type { JSONWebKeySet } from 'jose';
import { type Cache, cached } from '../cached.ts';
import { Problem } from '../errors.ts';
import { parseObject } from '../oidc/claims.ts';
import { readDocument } from './document.ts';
import type { CallProvider } from './http-client.ts';

/** Keys are read anew after ten minutes, and used for a day at most while the provider does not answer. */
const staleness = { freshFor: 600_000, usableFor: 86_400_000 };

/** JWKS documents (RFC 7517 section 5) by URL, through a cache. Reading throws Problem like every call to a provider. */
export function createJwks(call: CallProvider, clock: () => number): Cache<JSONWebKeySet> {
  return cached(clock, staleness, async (url) => parseJwks(await readDocument(call, url, clock)));
}

function parseJwks(text: string): JSONWebKeySet {
  const keys = parseObject(text)?.['keys'];
  if (!Array.isArray(keys)) throw new Problem('provider_error', 'the JWKS has no keys');
  return { keys: keys.filter((key) => typeof key === 'object' && key !== null && typeof key.kty === 'string') };
}
