import type { JSONWebKeySet } from 'jose';
import type { Cache } from '../../base/cached.ts';
import { parseObject } from '../../base/json.ts';
import { Problem } from '../../errors.ts';
import type { CallProvider } from '../http-client.ts';
import { sharedDocuments } from './cache.ts';
import type { DocumentStore } from './store.ts';

/**
 * JWKS documents (RFC 7517 section 5) by URL, cached. Reads throw Problem like every call to a provider.
 * @param store Documents that other instances have fetched; without it only the provider is asked.
 */
export function createJwks(call: CallProvider, clock: () => number, store?: DocumentStore): Cache<JSONWebKeySet> {
  return sharedDocuments({ call, clock, parse: parseJwks, store });
}

function parseJwks(text: string): JSONWebKeySet {
  const keys = parseObject(text)?.['keys'];
  if (!Array.isArray(keys)) throw new Problem('provider_error', 'the JWKS has no keys');
  return { keys: keys.filter((key) => typeof key === 'object' && key !== null && typeof key.kty === 'string') };
}
