import {
  compactVerify,
  createLocalJWKSet,
  decodeProtectedHeader,
  errors,
  type JSONWebKeySet,
  type JWSHeaderParameters,
} from 'jose';
import { parseObject } from '../base/json.ts';
import { isAsymmetric, type JwsAlgorithm } from '../contract/algorithms.ts';
import { minimumSecretBytes } from '../contract/hmac-secret.ts';
import type { Claims } from './claims.ts';
import { refuseAlgorithm, refuseToken } from './token-claims/refuse.ts';

/** Keys that verify a provider's signatures: client secrets for HMAC algorithms, the JWKS for all others. */
export interface SignatureKeys {
  /**
   * The valid client secrets, the current secret first. If `known` is given, those secrets did not verify the token,
   * and further valid secrets are looked up.
   */
  secrets(known?: readonly string[]): Promise<readonly string[]>;
  /**
   * Called with the client secret that has verified a token. If that secret is not the current one, its use is logged
   * and counted, so that operators notice an unfinished rotation.
   */
  used?(secret: string): Promise<void>;
  /** Minimum bytes of a client secret, by default `minimumSecretBytes`. Shorter secrets verify nothing. */
  readonly minimumSecretBytes?: number;
  /**
   * The provider's JWKS. If `known` is given, that JWKS lacks the token's key, and a newer JWKS is fetched. If the
   * provider's JWKS has not changed, `known` itself is returned.
   */
  jwks(known?: JSONWebKeySet): Promise<JSONWebKeySet>;
}

/** A token whose signature is valid. Its claims, such as `iss` and `exp`, are not checked yet. */
export interface SignedToken {
  readonly header: JWSHeaderParameters;
  readonly claims: Claims;
}

/** Maximum characters of a token. Real tokens have one or two thousand. */
const maximumLength = 16 * 1024;
/**
 * Maximum refetches of a JWKS that lacks the token's key. The first refetch may return only the copy in the table,
 * which all instances share. The second refetch then comes from the provider.
 */
const maxRefetches = 2;
/**
 * Compact serialization of a signed token: three non-empty base64url segments (RFC 7515 section 3.1). It excludes
 * unsigned tokens, encrypted tokens and the JSON serialization.
 */
const compact = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

/**
 * Verifies a token's signature by one pinned algorithm. The header's `alg` must be that algorithm, and its `kid`
 * selects one of the provider's keys. Keys in the header (`jku`, `x5u`, `jwk`, `x5c`) are never used, and critical
 * extensions (`crit`) are refused (RFC 8725 section 3.1).
 * @param algorithm The only accepted algorithm, which the provider's settings pin.
 * @throws Problem `invalid_id_token`.
 */
export async function verifySignature(
  token: string,
  algorithm: JwsAlgorithm,
  keys: SignatureKeys,
): Promise<SignedToken> {
  const header = readHeader(token);
  if (header.alg !== algorithm) throw refuseAlgorithm(header.alg, algorithm);
  if (header.crit !== undefined) throw refuseToken('crit', 'critical extensions are not understood');
  const payload = isAsymmetric(algorithm)
    ? await verifyByJwks(token, algorithm, keys)
    : await verifyBySecrets(token, algorithm, keys);
  const claims = parseObject(new TextDecoder().decode(payload));
  if (claims === undefined) throw refuseToken('claims', 'the payload is not a JSON object');
  return { header, claims };
}

/**
 * The explicit type (`typ`) in a token's header (RFC 8725 section 3.11), in lower case and without the prefix
 * `application/`.
 */
export function explicitType({ typ }: JWSHeaderParameters): string | undefined {
  return typ?.toLowerCase().replace(/^application\//, '');
}

function readHeader(token: string): JWSHeaderParameters {
  if (token.length > maximumLength || !compact.test(token)) throw refuseToken('form', 'the token is not a signed JWT');
  const header = decodeHeader(token);
  if (header.typ !== undefined && typeof header.typ !== 'string') throw refuseToken('form', 'typ is not a string');
  return header;
}

function decodeHeader(token: string): JWSHeaderParameters {
  try {
    return decodeProtectedHeader(token);
  } catch (cause) {
    throw refuseToken('form', 'the header of the token is not a JSON object', cause);
  }
}

async function verifyBySecrets(token: string, algorithm: JwsAlgorithm, keys: SignatureKeys): Promise<Uint8Array> {
  const floor = keys.minimumSecretBytes ?? minimumSecretBytes;
  const isLong = (secret: string) => Buffer.byteLength(secret) >= floor;
  const tried: string[] = [];
  // The client secret may have been rotated since it was read, or a rotation may be in progress. So the secret's other
  // versions are tried after the current one.
  for (let untried = await keys.secrets(); untried.length > 0; untried = await others(keys, tried)) {
    const verified = await verifyingSecret(token, algorithm, untried.filter(isLong));
    if (verified !== undefined) {
      await keys.used?.(verified.secret);
      return verified.payload;
    }
    tried.push(...untried);
  }
  if (tried.some(isLong)) throw refuseToken('signature', 'no valid client secret verifies the signature');
  throw refuseToken('key', 'the client secret is too short to sign with');
}

async function others({ secrets }: SignatureKeys, tried: readonly string[]): Promise<readonly string[]> {
  return (await secrets(tried)).filter((secret) => !tried.includes(secret));
}

async function verifyingSecret(
  token: string,
  algorithm: JwsAlgorithm,
  secrets: readonly string[],
): Promise<{ readonly secret: string; readonly payload: Uint8Array } | undefined> {
  for (const secret of secrets) {
    const key = new TextEncoder().encode(secret);
    const payload = await payloadBy(() => compactVerify(token, key, { algorithms: [algorithm] }));
    if (payload !== undefined) return { secret, payload };
  }
  return undefined;
}

async function verifyByJwks(token: string, algorithm: JwsAlgorithm, keys: SignatureKeys): Promise<Uint8Array> {
  let known = await keys.jwks();
  let payload = await verifyBySet(token, algorithm, known);
  // The provider may have rotated its keys since the JWKS was fetched (Core 1.0 section 10.1.1), and again since
  // another instance fetched it. Only a missing key causes a refetch. A wrong signature under a known `kid` is no sign
  // of a rotation.
  for (let refetch = 1; payload === 'no key' && refetch <= maxRefetches; refetch += 1) {
    const newer = await keys.jwks(known);
    if (newer === known) break;
    known = newer;
    payload = await verifyBySet(token, algorithm, known);
  }
  if (payload instanceof Uint8Array) return payload;
  throw refuseToken('signature', 'no key of the provider verifies the signature', new Error(payload));
}

/**
 * Verifies a token with the keys of a JWKS. If no key verifies a token without `kid`, the result is `no key`, since its
 * key may not be in this JWKS yet.
 * @returns The payload, or the reason why the JWKS does not verify the token.
 */
async function verifyBySet(
  token: string,
  algorithm: JwsAlgorithm,
  set: JSONWebKeySet,
): Promise<Uint8Array | 'no key' | 'wrong signature'> {
  const unnamed = decodeHeader(token).kid === undefined;
  try {
    return (await compactVerify(token, createLocalJWKSet(set), { algorithms: [algorithm] })).payload;
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey) return 'no key';
    const several = error instanceof errors.JWKSMultipleMatchingKeys ? error : [];
    for await (const key of several) {
      const payload = await payloadBy(() => compactVerify(token, key, { algorithms: [algorithm] }));
      if (payload !== undefined) return payload;
    }
    return unnamed ? 'no key' : 'wrong signature';
  }
}

async function payloadBy(verify: () => Promise<{ payload: Uint8Array }>): Promise<Uint8Array | undefined> {
  try {
    return (await verify()).payload;
  } catch {
    // Another key's signature, or a key that is too weak or broken to be used: the next one may do.
    return undefined;
  }
}
