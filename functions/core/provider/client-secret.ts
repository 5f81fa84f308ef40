import { Problem } from '../errors.ts';
import { clientSecretKey, type ProviderSettings, privateKeyKey } from '../names.ts';
import { makeClientSecretJwt } from '../oidc/client-secret-jwt.ts';
import type { Secrets, SecretValue } from '../secrets/port.ts';

/**
 * What a provider's secret holds: the client secret, or the private key of one that is a JWT. Reading it throws Problem
 * `temporarily_unavailable`.
 */
export interface ClientSecret {
  current(): Promise<string>;
  /** The secret, read anew because the known one proved wrong; the same where it has not changed. */
  newer(known: string): Promise<string>;
}

/** The client secret in a provider's secret. */
export function createClientSecret(
  settings: ProviderSettings,
  { secrets, secretArn }: { readonly secrets: Secrets; readonly secretArn: string | undefined },
): ClientSecret {
  const arn = (): string => {
    if (secretArn === undefined) throw new Error(`no secret is granted for ${settings.name}`);
    return secretArn;
  };
  return {
    current: async () => readFrom(await secrets.current(arn()), settings),
    async newer(known) {
      const value = await secrets.current(arn());
      const secret = readFrom(value, settings);
      return secret === known ? readFrom(await secrets.newer(arn(), value), settings) : secret;
    },
  };
}

function readFrom(value: SecretValue, settings: ProviderSettings): string {
  const secret = value[settings.clientSecretJwt === undefined ? clientSecretKey : privateKeyKey];
  if (typeof secret === 'string' && secret !== '') return secret;
  throw notStored('the client secret has not been stored yet', settings);
}

/**
 * The client secret as the token endpoint is to see it: itself, or the JWT that the private key makes.
 * @param now Milliseconds since the epoch.
 * @throws Problem `temporarily_unavailable` where the key makes none.
 */
export function presentedSecret(secret: string, settings: ProviderSettings, now: number): string {
  const { clientSecretJwt } = settings;
  if (clientSecretJwt === undefined) return secret;
  try {
    return makeClientSecretJwt(secret, { ...settings, clientSecretJwt }, now);
  } catch (cause) {
    throw notStored('the private key in the secret cannot be used', settings, cause);
  }
}

function notStored(reason: string, { name, clientSecretJwt }: ProviderSettings, cause?: unknown): Problem {
  const cure =
    clientSecretJwt === undefined
      ? `npm run ops -- secret set ${name}`
      : `npm run ops -- secret set ${name} < the private key ${clientSecretJwt.keyId} (PKCS #8, PEM)`;
  return new Problem('temporarily_unavailable', reason, { log: { provider: name, cure }, cause });
}
