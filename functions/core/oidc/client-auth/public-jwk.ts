import { createHash, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';

/** The members that make a public key what it is, by its type, in the order of their names (RFC 7638 section 3.2, RFC 8037 section 2). */
const required: Readonly<Record<string, readonly (keyof JsonWebKey & string)[]>> = {
  EC: ['crv', 'kty', 'x', 'y'],
  OKP: ['crv', 'kty', 'x'],
  RSA: ['e', 'kty', 'n'],
};

/** The public half of a private key: the members that make it what it is, and no others (RFC 7517 section 4). */
export function publicJwk(privateKey: KeyObject): JsonWebKey {
  return identifying(createPublicKey(privateKey).export({ format: 'jwk' }));
}

/** SHA-256 thumbprint of a public key (RFC 7638 section 3). */
export function jwkThumbprint(jwk: JsonWebKey): string {
  return createHash('sha256')
    .update(JSON.stringify(identifying(jwk)))
    .digest('base64url');
}

function identifying(jwk: JsonWebKey): JsonWebKey {
  const members = required[jwk.kty ?? ''] ?? [];
  return Object.fromEntries(members.map((member) => [member, jwk[member]]));
}
