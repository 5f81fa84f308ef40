import { Problem } from '../errors.ts';
import { clientSecretKey } from '../names.ts';
import type { Secrets, SecretValue } from '../secrets/port.ts';

/** A provider's client secret. Reading it throws Problem `temporarily_unavailable`. */
export interface ClientSecret {
  current(): Promise<string>;
  /** The secret, read anew because the known one proved wrong; the same where it has not changed. */
  newer(known: string): Promise<string>;
}

/** The client secret in a provider's secret. */
export function createClientSecret(
  provider: string,
  { secrets, secretArn }: { readonly secrets: Secrets; readonly secretArn: string | undefined },
): ClientSecret {
  const arn = (): string => {
    if (secretArn === undefined) throw new Error(`no secret is granted for ${provider}`);
    return secretArn;
  };
  return {
    current: async () => readFrom(await secrets.current(arn()), provider),
    async newer(known) {
      const value = await secrets.current(arn());
      const secret = readFrom(value, provider);
      return secret === known ? readFrom(await secrets.newer(arn(), value), provider) : secret;
    },
  };
}

function readFrom(value: SecretValue, provider: string): string {
  const secret = value[clientSecretKey];
  if (typeof secret === 'string' && secret !== '') return secret;
  throw new Problem('temporarily_unavailable', 'the client secret has not been stored yet', {
    log: { provider, cure: `npm run ops -- secret set ${provider}` },
  });
}
