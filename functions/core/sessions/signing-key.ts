import { createECDH, createPrivateKey, hkdfSync, type KeyObject } from 'node:crypto';
import { jwkThumbprint } from '../oidc/client-auth/private-key.ts';
import type { KeySet } from './key-set.ts';

/** A public key of a JWKS (RFC 7517 section 4, RFC 7518 section 6.2.1). */
export interface PublicJwk {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  /** Thumbprint of the key (RFC 7638). */
  readonly kid: string;
  readonly alg: 'ES256';
  readonly use: 'sig';
}

/** A key pair that signs API tokens. */
export interface SigningKey {
  readonly privateKey: KeyObject;
  readonly jwk: PublicJwk;
}

/** HKDF's info: no value is sealed for this purpose (keyring.ts). */
const info = 'postern session token';
/** Bytes that the private key is derived from: 128 bits more than it has, so that its reduction has no bias. */
const drawnBytes = 48;
const scalarBytes = 32;
/** Order of the curve P-256 (NIST SP 800-186 section 3.2.1.3). */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
/** Time for which a retired key stays published; the tokens that it signed expire within minutes. */
const publishedMs = 24 * 3_600_000;

/** Derived keys by their material, cached for as long as the key set is referenced. */
const derived = new WeakMap<KeySet, Map<string, SigningKey>>();

/** The key that signs. */
export function currentSigningKey(set: KeySet): SigningKey {
  return keyOf(set, set.current);
}

/**
 * The published verification keys, the current one first. The next one is published before it signs, and keys that were
 * retired within a day still are. The last retired one always is, so that no clock has to be right about it.
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

/** A key pair of P-256 drawn with extra random bits (NIST FIPS 186-5 appendix A.2.1), which HKDF gives (RFC 5869). */
function derive(material: string): SigningKey {
  const drawn = Buffer.from(hkdfSync('sha256', material, '', info, drawnBytes));
  const scalar = (BigInt(`0x${drawn.toString('hex')}`) % (order - 1n)) + 1n;
  const d = Buffer.from(scalar.toString(16).padStart(2 * scalarBytes, '0'), 'hex');
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(d);
  // The uncompressed point: one byte that says so, then both coordinates (SEC 1 section 2.3.3).
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
