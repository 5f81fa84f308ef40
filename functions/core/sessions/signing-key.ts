import { createECDH, createPrivateKey, hkdfSync, type KeyObject } from 'node:crypto';
import { jwkThumbprint } from '../oidc/client-auth/private-key.ts';
import type { KeySet } from './key-set.ts';

/** A public key in the published JWKS (RFC 7517 section 4, RFC 7518 section 6.2.1). */
export interface PublicJwk {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  /** Key id: the thumbprint of the key (RFC 7638). */
  readonly kid: string;
  readonly alg: 'ES256';
  readonly use: 'sig';
}

/** A key pair that signs API tokens. */
export interface SigningKey {
  readonly privateKey: KeyObject;
  readonly jwk: PublicJwk;
}

/**
 * HKDF's `info` parameter, which separates signing keys from the keys that seal values (keyring.ts uses other texts).
 */
const info = 'postern session token';
/**
 * Bytes that HKDF derives for a private key: 16 more than the key itself has (`scalarBytes`). The derived number is
 * reduced modulo the curve's order, and the extra bytes make the bias of that reduction negligible.
 */
const drawnBytes = 48;
const scalarBytes = 32;
/** Order of the curve P-256 (NIST SP 800-186 section 3.2.1.3). */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
/**
 * Time for which a retired key stays in the published JWKS. That is ample, since the API tokens that the key signed
 * expire within minutes.
 */
const publishedMs = 24 * 3_600_000;

/** Signing keys by the session key that they are derived from. They are cached for as long as the key set is in use. */
const derived = new WeakMap<KeySet, Map<string, SigningKey>>();

/** The signing key derived from the current session key. It signs new API tokens. */
export function currentSigningKey(set: KeySet): SigningKey {
  return keyOf(set, set.current);
}

/**
 * The published verification keys, the current one first. The next key is published before it signs. A retired key is
 * published for one more day. The last retired key is always published, even if a wrong clock makes it look older.
 * @param now Milliseconds since the epoch.
 */
export function publishedKeys(set: KeySet, now: number): readonly PublicJwk[] {
  const { current, next, previous } = set;
  const known = previous.filter(({ retiredAt }, index) => index === 0 || retiredAt + publishedMs > now);
  const materials = new Set([current, ...(next === undefined ? [] : [next]), ...known.map(({ key }) => key)]);
  return [...materials].map((material) => keyOf(set, material).jwk);
}

function keyOf(set: KeySet, material: string): SigningKey {
  const keys = derived.get(set) ?? new Map<string, SigningKey>();
  derived.set(set, keys);
  const key = keys.get(material) ?? derive(material);
  keys.set(material, key);
  return key;
}

/**
 * Derives a P-256 key pair from a session key with extra random bits (NIST FIPS 186-5 appendix A.2.1). HKDF (RFC 5869)
 * supplies the bits.
 */
function derive(material: string): SigningKey {
  const drawn = Buffer.from(hkdfSync('sha256', material, '', info, drawnBytes));
  const scalar = (BigInt(`0x${drawn.toString('hex')}`) % (order - 1n)) + 1n;
  const d = Buffer.from(scalar.toString(16).padStart(2 * scalarBytes, '0'), 'hex');
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(d);
  // An uncompressed point is one byte that marks this form, then both coordinates (SEC 1 section 2.3.3).
  const point = ecdh.getPublicKey();
  const x = base64url(point.subarray(1, 1 + scalarBytes));
  const y = base64url(point.subarray(1 + scalarBytes));
  const jwk = { kty: 'EC', crv: 'P-256', x, y } as const;
  return {
    privateKey: createPrivateKey({ key: { ...jwk, d: base64url(d) }, format: 'jwk' }),
    jwk: { ...jwk, kid: jwkThumbprint(jwk), alg: 'ES256', use: 'sig' },
  };
}

function base64url(bytes: Buffer): string {
  return bytes.toString('base64url');
}
