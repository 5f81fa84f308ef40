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

/** Where a provider's keys come from. */
export interface SignatureKeys {
  /** The client secrets that are valid, the current one first; given those that proved wrong, what else there may be. */
  secrets(known?: readonly string[]): Promise<readonly string[]>;
  /** Is told which secret has verified a token. */
  used?(secret: string): Promise<void>;
  /** Bytes that a secret must have at least, where that is not `minimumSecretBytes`. */
  readonly minimumSecretBytes?: number;
  /** The provider's JWKS; given one that lacks the key, a newer one, or the same where that has not changed. */
  jwks(known?: JSONWebKeySet): Promise<JSONWebKeySet>;
}

/** A token whose signature is right. Its claims are yet to be checked. */
export interface SignedToken {
  readonly header: JWSHeaderParameters;
  readonly claims: Claims;
}

/** Characters of a token; real ones have one or two thousand. */
const maximumLength = 16 * 1024;
/** Times that a newer JWKS is asked for where the known one lacks the key: what others know, then what the provider says. */
const furtherLooks = 2;
/** Three non-empty base64url segments (RFC 7515 section 3.1): no unsecured, encrypted or JSON-serialised tokens. */
const compact = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

/**
 * Verifies a token's signature by one pinned algorithm. The header chooses among the provider's keys by `kid` and
 * nothing else: `jku`, `x5u`, `jwk` and `x5c` are never read, extensions marked critical are refused (RFC 8725 section 3.1).
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

/** The type that a token's header names (RFC 8725 section 3.11), in lower case and without `application/`. */
export function explicitType({ typ }: JWSHeaderParameters): string | undefined {
  return typ?.toLowerCase().replace(/^application\//, '');
}

function readHeader(token: string): JWSHeaderParameters {
  if (token.length > maximumLength || !compact.test(token)) throw refuseToken('form', 'the token is not a signed JWT');
  const header = decodeHeader(token);
  if (header.typ !== undefined && typeof header.typ !== 'string') throw refuseToken('form', 'typ is not a text');
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
  // A secret may have been changed since it was read, or be about to change: those that are there too are tried.
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
  // The provider may have turned its keys since we looked (Core 1.0 section 10.1.1), and again since somebody else did. A
  // key of the right name whose signature is wrong tells of no such thing.
  for (let look = 1; payload === 'no key' && look <= furtherLooks; look += 1) {
    const newer = await keys.jwks(known);
    if (newer === known) break;
    known = newer;
    payload = await verifyBySet(token, algorithm, known);
  }
  if (payload instanceof Uint8Array) return payload;
  throw refuseToken('signature', 'no key of the provider verifies the signature', new Error(payload));
}

/** The payload, or why there is none. A token that names no key may be signed by one that is not known yet. */
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
