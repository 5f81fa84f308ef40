import { type KeyObject, sign } from 'node:crypto';

/**
 * A JWT signed with ES256 (RFC 7515 section 5.1, RFC 7518 section 3.4).
 * @param header Its further parameters; `alg` comes by itself.
 * @param key A private key of the curve P-256.
 */
export function signEs256(header: object, claims: object, key: KeyObject): string {
  const signed = `${encode({ ...header, alg: 'ES256' })}.${encode(claims)}`;
  const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
