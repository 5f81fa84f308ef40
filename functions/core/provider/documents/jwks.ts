import type { JSONWebKeySet } from 'jose';
import type { Cache } from '../../base/cached.ts';
import { parseObject } from '../../base/json.ts';
import { Problem } from '../../errors.ts';
import type { CallProvider } from '../http-client.ts';
import { sharedDocuments } from './cache.ts';
import type { DocumentStore } from './store.ts';

/** Keys are read anew after ten minutes, and used for a day at most while the provider does not answer. */
const staleness = { freshFor: 600_000, usableFor: 86_400_000 };

/**
 * JWKS documents (RFC 7517 section 5) by URL, through a cache. Reading throws Problem like every call to a provider.
 * @param store What other instances have read; without it the provider alone is asked.
 */
export function createJwks(call: CallProvider, clock: () => number, store?: DocumentStore): Cache<JSONWebKeySet> {
  return sharedDocuments({ call, clock, staleness, parse: parseJwks, store });
}

function parseJwks(text: string): JSONWebKeySet {
  const keys = parseObject(text)?.['keys'];
  if (!Array.isArray(keys)) throw new Problem('provider_error', 'the JWKS has no keys');
  return { keys: keys.filter((key) => typeof key === 'object' && key !== null && typeof key.kty === 'string') };
}
