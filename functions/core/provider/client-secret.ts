import { Problem } from '../errors.ts';
import { clientSecretKey, keyIdKey, type ProviderSettings, privateKeyKey } from '../names.ts';
import { makeClientSecretJwt } from '../oidc/client-secret-jwt.ts';
import type { SecretValue } from '../secrets/port.ts';

/**
 * What a provider's secret holds: the client secret, or the private key of one that is a JWT.
 * @returns undefined where it was not stored yet.
 */
export function storedSecret(value: SecretValue, { clientSecretJwt }: ProviderSettings): string | undefined {
  const secret = value[clientSecretJwt === undefined ? clientSecretKey : privateKeyKey];
  return typeof secret === 'string' && secret !== '' ? secret : undefined;
}

/**
 * The same where nothing goes on without it.
 * @throws Problem `temporarily_unavailable`.
 */
export function requireStoredSecret(value: SecretValue, settings: ProviderSettings): string {
  const secret = storedSecret(value, settings);
  if (secret !== undefined) return secret;
  throw notStored('the client secret has not been stored yet', settings);
}

/**
 * The client secret as the token endpoint is to see it: itself, or the JWT that the private key makes.
 * @param now Milliseconds since the epoch.
 * @throws Problem `temporarily_unavailable` where none is stored, and where the key makes none.
 */
export function presentedSecret(value: SecretValue, settings: ProviderSettings, now: number): string {
  const secret = requireStoredSecret(value, settings);
  const clientSecretJwt = signedBy(value, settings);
  if (clientSecretJwt === undefined) return secret;
  try {
    return makeClientSecretJwt(secret, { ...settings, clientSecretJwt }, now);
  } catch (cause) {
    throw notStored('the private key in the secret cannot be used', settings, cause);
  }
}

/**
 * Whether two values authenticate the client in one and the same way. JWTs are never alike, so what they are made of is
 * compared.
 * @throws Problem `temporarily_unavailable` where a client secret was not stored yet.
 */
export function presentsSame(one: SecretValue, other: SecretValue, settings: ProviderSettings): boolean {
  const sameSecret = requireStoredSecret(one, settings) === requireStoredSecret(other, settings);
  return sameSecret && signedBy(one, settings)?.keyId === signedBy(other, settings)?.keyId;
}

/** A key that takes the place of the configured one comes with its own id, so that turning it takes no deployment. */
function signedBy(value: SecretValue, { clientSecretJwt }: ProviderSettings): ProviderSettings['clientSecretJwt'] {
  const keyId = value[keyIdKey];
  return clientSecretJwt !== undefined && typeof keyId === 'string' && keyId !== ''
    ? { ...clientSecretJwt, keyId }
    : clientSecretJwt;
}

function notStored(reason: string, { name, clientSecretJwt }: ProviderSettings, cause?: unknown): Problem {
  const cure =
    clientSecretJwt === undefined
      ? `npm run ops -- secret set ${name}`
      : `npm run ops -- secret set ${name} < the private key ${clientSecretJwt.keyId} (PKCS #8, PEM)`;
  return new Problem('temporarily_unavailable', reason, { log: { provider: name, cure }, cause });
}
