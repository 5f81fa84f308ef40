import type { JSONWebKeySet } from 'jose';
import { cached } from '../cached.ts';
import { Problem } from '../errors.ts';
import { parseObject } from '../oidc/claims.ts';
import { readDocument } from './document.ts';
import type { CallProvider } from './http-client.ts';

/** Keys are read anew after ten minutes, and used for a day at most while the provider does not answer. */
const staleness = { freshFor: 600_000, usableFor: 86_400_000 };
/** Reads for the sake of unknown keys, at most so many in so many milliseconds: made-up keys must not become load. */
const refreshes = { most: 5, within: 60_000 };

/** Reads a JWKS; given one that is known, a newer one where the provider has it and may be asked again. */
export type ReadJwks = (url: string, refresh?: { readonly known: JSONWebKeySet }) => Promise<JSONWebKeySet>;

/** Reads JWKS documents (RFC 7517 section 5) through a cache. Throws Problem like every call to a provider. */
export function createJwks(call: CallProvider, clock: () => number): ReadJwks {
  const read = cached(clock, staleness, async (url) => parseJwks(await readDocument(call, url, clock)));
  let recent: readonly number[] = [];
  return async (url, refresh) => {
    const latest = await read(url);
    if (refresh === undefined || latest !== refresh.known) return latest;
    const now = clock();
    recent = recent.filter((time) => time > now - refreshes.within);
    if (recent.length >= refreshes.most) return latest;
    recent = [...recent, now];
    return read(url, now);
  };
}

function parseJwks(text: string): JSONWebKeySet {
  const keys = parseObject(text)?.['keys'];
  if (!Array.isArray(keys)) throw new Problem('provider_error', 'the JWKS has no keys');
  return { keys: keys.filter((key) => typeof key === 'object' && key !== null && typeof key.kty === 'string') };
}
