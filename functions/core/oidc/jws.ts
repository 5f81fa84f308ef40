import {
  compactVerify,
  createLocalJWKSet,
  decodeProtectedHeader,
  errors,
  type JSONWebKeySet,
  type JWSHeaderParameters,
} from 'jose';
import type { IdTokenAlgorithm } from '../names.ts';
import { type Claims, parseObject } from './claims.ts';
import { refuseToken } from './refuse-token.ts';

/** Where a provider's keys come from. */
export interface SignatureKeys {
  /** The client secrets that are valid now, the current one first. */
  secrets(): Promise<readonly string[]>;
  /** The provider's JWKS; `refresh` asks for one newer than `known`, and gives `known` where there is none. */
  jwks(refresh?: { readonly known: JSONWebKeySet }): Promise<JSONWebKeySet>;
}

/** A token whose signature is right. Its claims are yet to be checked. */
export interface SignedToken {
  readonly header: JWSHeaderParameters;
  readonly claims: Claims;
}

/** Characters of a token; real ones have one or two thousand. */
const maximumLength = 16 * 1024;
/** Three non-empty base64url segments (RFC 7515 section 3.1): no unsecured, encrypted or JSON-serialised tokens. */
const compact = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

/**
 * Verifies a token's signature by one pinned algorithm. The header chooses among the provider's keys by `kid` and
 * nothing else: `jku`, `x5u`, `jwk` and `x5c` are never read, extensions marked critical are refused (RFC 8725 section 3.1).
 * @throws Problem `invalid_id_token`.
 */
export async function verifySignature(
  token: string,
  algorithm: IdTokenAlgorithm,
  keys: SignatureKeys,
): Promise<SignedToken> {
  const header = readHeader(token);
  if (header.alg !== algorithm)
    throw refuseToken('alg', 'the token is signed by another algorithm than the pinned one');
  if (header.crit !== undefined) throw refuseToken('crit', 'critical extensions are not understood');
  const payload = algorithm.startsWith('HS')
    ? await verifyBySecrets(token, algorithm, await keys.secrets())
    : await verifyByJwks(token, algorithm, keys);
  const claims = parseObject(new TextDecoder().decode(payload));
  if (claims === undefined) throw refuseToken('claims', 'the payload is not a JSON object');
  return { header, claims };
}

function readHeader(token: string): JWSHeaderParameters {
  if (token.length > maximumLength || !compact.test(token)) throw refuseToken('form', 'the token is not a signed JWT');
  try {
    return decodeProtectedHeader(token);
  } catch (cause) {
    throw refuseToken('form', 'the header of the token is not a JSON object', cause);
  }
}

async function verifyBySecrets(
  token: string,
  algorithm: IdTokenAlgorithm,
  secrets: readonly string[],
): Promise<Uint8Array> {
  for (const secret of secrets) {
    const payload = await payloadBy(() =>
      compactVerify(token, new TextEncoder().encode(secret), { algorithms: [algorithm] }),
    );
    if (payload !== undefined) return payload;
  }
  throw refuseToken('signature', 'no valid client secret verifies the signature');
}

async function verifyByJwks(token: string, algorithm: IdTokenAlgorithm, keys: SignatureKeys): Promise<Uint8Array> {
  const known = await keys.jwks();
  const payload = await verifyBySet(token, algorithm, known);
  if (payload !== undefined) return payload;
  // The provider may have rotated its keys since we looked (Core 1.0 section 10.1.1).
  const newer = await keys.jwks({ known });
  const second = newer === known ? undefined : await verifyBySet(token, algorithm, newer);
  if (second === undefined) throw refuseToken('signature', 'no key of the provider verifies the signature');
  return second;
}

async function verifyBySet(
  token: string,
  algorithm: IdTokenAlgorithm,
  set: JSONWebKeySet,
): Promise<Uint8Array | undefined> {
  const options = { algorithms: [algorithm] };
  try {
    return (await compactVerify(token, createLocalJWKSet(set), options)).payload;
  } catch (error) {
    if (error instanceof errors.JWKSMultipleMatchingKeys) {
      for await (const key of error) {
        const payload = await payloadBy(() => compactVerify(token, key, options));
        if (payload !== undefined) return payload;
      }
    }
    return undefined;
  }
}

async function payloadBy(verify: () => Promise<{ payload: Uint8Array }>): Promise<Uint8Array | undefined> {
  try {
    return (await verify()).payload;
  } catch (error) {
    if (error instanceof errors.JWSSignatureVerificationFailed) return undefined;
    throw refuseToken('signature', 'the token cannot be verified', error);
  }
}
