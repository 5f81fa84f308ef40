import type { JSONWebKeySet } from 'jose';
import type { Cache } from '../../base/cached.ts';
import { parseObject } from '../../base/json.ts';
import { Problem } from '../../errors.ts';
import type { CallProvider } from '../http-client.ts';
import { sharedDocuments } from './cache.ts';
import type { DocumentStore } from './store.ts';

/**
 * Creates a cache of JWKS documents (RFC 7517 section 5) by URL. Reads throw Problem `temporarily_unavailable` or
 * `provider_error`.
 * @param store Store of the documents that other instances have fetched. Without it, each instance fetches its own.
 */
export function createJwks(call: CallProvider, clock: () => number, store?: DocumentStore): Cache<JSONWebKeySet> {
  return sharedDocuments({ call, clock, parse: parseJwks, store });
}

function parseJwks(text: string): JSONWebKeySet {
  const keys = parseObject(text)?.['keys'];
  if (!Array.isArray(keys)) throw new Problem('provider_error', 'the JWKS has no keys');
  return { keys: keys.filter((key) => typeof key === 'object' && key !== null && typeof key.kty === 'string') };
}
