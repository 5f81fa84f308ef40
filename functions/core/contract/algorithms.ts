/**
 * JWS algorithms that sign with a shared secret (RFC 7518 section 3.2). For Postern that secret is the client secret.
 */
export const hmacAlgorithms = ['HS256', 'HS384', 'HS512'] as const;

/** JWS algorithms that sign with a private key (RFC 7518 sections 3.3 to 3.5, RFC 8037). */
export const asymmetricAlgorithms = [
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

/** JWS algorithms that Postern supports for ID tokens, UserInfo responses and client assertions. */
export const jwsAlgorithms = [...hmacAlgorithms, ...asymmetricAlgorithms] as const;

export type JwsAlgorithm = (typeof jwsAlgorithms)[number];

export type AsymmetricAlgorithm = (typeof asymmetricAlgorithms)[number];

/** Whether a JWS algorithm signs with a private key, and not with the client secret. */
export function isAsymmetric(algorithm: JwsAlgorithm): algorithm is AsymmetricAlgorithm {
  return !algorithm.startsWith('HS');
}
