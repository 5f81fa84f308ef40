/** Signature algorithms by a client secret (RFC 7518 section 3.2), of client assertions by `client_secret_jwt` too. */
export const secretAssertionAlgorithms = ['HS256', 'HS384', 'HS512'] as const;

/** Those by a private key (RFC 7518 sections 3.3 to 3.5, RFC 8037), of client assertions by `private_key_jwt` too. */
export const keyAssertionAlgorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
] as const;

/** Signature algorithms an ID token may be pinned to. */
export const idTokenAlgorithms = [...secretAssertionAlgorithms, ...keyAssertionAlgorithms] as const;

export type IdTokenAlgorithm = (typeof idTokenAlgorithms)[number];

export type KeyAssertionAlgorithm = (typeof keyAssertionAlgorithms)[number];

export type AssertionAlgorithm = (typeof secretAssertionAlgorithms)[number] | KeyAssertionAlgorithm;
