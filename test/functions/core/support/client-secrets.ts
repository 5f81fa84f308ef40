import { randomBytes } from 'node:crypto';
import type { RecordFallback } from '../../../../functions/core/provider/client-secret/authenticate.ts';
import type { ProviderPorts } from '../../../../functions/core/provider/index.ts';
import { openSecrets, type SecretStore, type SecretsScene } from './secret-store.ts';

/** A provider's secret as a new instance of a function sees it. */
export interface ClientSecretScene extends SecretsScene {
  readonly arn: string;
  readonly ports: ProviderPorts;
  /** What was noted: provider, use and stage. */
  readonly notes: readonly (readonly string[])[];
  /** Puts a version that holds this client secret, or this value. @returns its id. */
  put(value: string | object, label?: string): Promise<string>;
}

/**
 * Creates a provider's secret that holds this client secret, or this value.
 * @param history By default nothing is known.
 */
export async function clientSecretScene(
  store: SecretStore,
  current: string | object,
  history: ProviderPorts['history'] = async () => ({ accepted: [] }),
): Promise<ClientSecretScene> {
  const arn = await store.create(asValue(current));
  const scene = openSecrets();
  const notes: string[][] = [];
  const recordFallback: RecordFallback = async (provider, use, { stage }) => void notes.push([provider, use, stage]);
  const { secrets, state } = scene;
  return {
    ...scene,
    arn,
    notes,
    ports: {
      secrets,
      secretArn: arn,
      history,
      recordFallback,
      clock: () => state.now,
      random: randomBytes,
      loopbackHttp: true,
    },
    put: (value, label) => store.put(arn, asValue(value), label),
  };
}

function asValue(value: string | object): object {
  return typeof value === 'string' ? { client_secret: value } : value;
}
