import { Problem } from '../errors.ts';
import { createKeyring, type Keyring, type SessionKeys } from '../sessions/keyring.ts';
import type { Secrets } from './port.ts';

/**
 * Gives the keyring of the session keys as they are now; a new one is made only where the secret was read anew.
 * @param arn ARN of the session keys' secret.
 * @returns A function that throws Problem `temporarily_unavailable`.
 */
export function createKeyrings(secrets: Secrets, arn: string): () => Promise<Keyring> {
  let latest: { readonly value: unknown; readonly keyring: Keyring } | undefined;
  return async () => {
    const value = await secrets.current(arn);
    if (latest?.value !== value) latest = { value, keyring: createKeyring(readKeys(value)) };
    return latest.keyring;
  };
}

function readKeys(value: Readonly<Record<string, unknown>>): SessionKeys {
  const read = (name: string) => {
    const key = value[name];
    return typeof key === 'string' && key.length >= 32 ? key : undefined;
  };
  const [current, previous, next] = [read('current'), read('previous'), read('next')];
  if (current === undefined) throw new Problem('temporarily_unavailable', 'the session keys have no current key');
  return { current, ...(previous !== undefined && { previous }), ...(next !== undefined && { next }) };
}
