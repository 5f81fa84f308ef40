import { randomBytes } from 'node:crypto';
import { clientAuthMethods } from '../../../functions/core/contract/client-auth-methods.ts';
import { tooShortFor } from '../../../functions/core/contract/hmac-secret.ts';
import type { ProviderSettings } from '../../../functions/core/contract/provider-settings.ts';
import { privateKeyKey } from '../../../functions/core/contract/secret-value.ts';
import { stagedLabel, stagingLabels } from '../../../functions/core/contract/staging-labels.ts';
import { createClientSecretLifecycle } from '../../../functions/core/provider/client-secret/lifecycle.ts';
import { storedSecret } from '../../../functions/core/provider/client-secret/value.ts';
import type { SecretValue } from '../../../functions/core/secrets/port.ts';
import { ago } from '../cli/time.ts';
import { currentSince, readSecretState, type SecretState, versionWith } from '../rotation/secret-state.ts';
import { overlapUntil } from '../secret/overlap-window.ts';
import type { CheckContext, CheckedProvider } from './check-context.ts';
import { type Check, type Finding, ok, warning, wrong } from './finding.ts';
import { checkRotation } from './rotation-check.ts';
import { bindingFinding } from './secret-binding-check.ts';

/**
 * Checks of the client secret: whether it is stored, whether its last rotation has succeeded, and whether the provider
 * accepts it, which a token request (the proof) shows.
 */
export function secretChecks(provider: CheckedProvider, { operator }: CheckContext): readonly Check[] {
  const { settings, secret } = provider;
  if (operator instanceof Error) return [];
  const notDeployed = wrong('the provider is configured, but not deployed', 'npm run deploy');
  if (secret === undefined) return [{ name: 'secret', run: async () => [notDeployed] }];
  const state = readSecretState(secret);
  // Each check awaits `state`, and the first check reports its rejection. Without this handler, Node.js would end the
  // process because of an unhandled rejection if the promise is rejected before that.
  state.catch(() => undefined);
  const check = (name: string, examine: (known: SecretState) => Promise<readonly Finding[]>): Check => ({
    name,
    async run() {
      const known = await state.catch(() => undefined);
      return known === undefined ? [] : examine(known);
    },
  });
  return [
    { name: 'secret', run: async () => [checkSecret(await state, provider)] },
    check('rotation', async (known) => [checkRotation(known, nextCommand(known, settings))]),
    check('proof', (known) => prove(currentValue(known), provider)),
  ];
}

/** The command with which the operator starts the next rotation of the client secret. */
function nextCommand(state: SecretState, { name }: ProviderSettings): string {
  return versionWith(state, stagedLabel) === undefined
    ? `npm run ops -- secret set ${name}`
    : `npm run ops -- secret rotate ${name}; npm run ops -- secret unstage ${name} removes the staged secret`;
}

function currentValue(state: SecretState): SecretValue {
  return versionWith(state, stagingLabels.current)?.version?.value ?? {};
}

function checkSecret(state: SecretState, { settings }: CheckedProvider): Finding {
  const { name } = settings;
  const cure = `npm run ops -- secret set ${name}`;
  const secret = storedSecret(currentValue(state), settings);
  const since = currentSince(state);
  if (secret === undefined || since === undefined) return wrong('no client secret is stored', cure);
  const algorithm = tooShortFor(secret, settings);
  if (algorithm !== undefined) {
    return wrong(`it is too short for ${algorithm}`, `let the provider issue a longer one, ${cure}`);
  }
  const now = Date.now();
  const until = overlapUntil(settings, state, now);
  const overlap = until === undefined ? '' : `; the previous one verifies tokens until ${until}`;
  return ok(`current since ${ago(since, now)}${overlap}`);
}

/**
 * Proves the client secret, that is, shows with a token request whether the provider accepts it. The result is empty if
 * the secret or the metadata is missing, which other checks report.
 */
async function prove(value: SecretValue, provider: CheckedProvider): Promise<readonly Finding[]> {
  const { settings, loopbackHttp } = provider;
  const discovered = await provider.discovered.catch(() => undefined);
  if (storedSecret(value, settings) === undefined || discovered === undefined) return [];
  const binding = bindingFinding(value, settings);
  if (binding !== undefined) return [binding];
  const redirectUri = await provider.redirectUri();
  if (redirectUri === undefined) {
    return [warning('skipped, because the redirect URI is unknown', 'give --url or --api-stack')];
  }
  const credentials = createClientSecretLifecycle(settings, { clock: Date.now, random: randomBytes, loopbackHttp });
  const { outcome, reason } = await credentials.prove(value, redirectUri);
  if (outcome === 'right') return [ok(reason)];
  return outcome === 'wrong'
    ? [wrong(reason, remedyFor(settings))]
    : [warning(`the client secret could not be proved: ${reason}`, 'sign in once to test it')];
}

function remedyFor({ name, tokenEndpointAuthMethod: method }: ProviderSettings): string {
  return clientAuthMethods[method].credential === privateKeyKey
    ? `register the public key at the provider, npm run ops -- secret public-key ${name}, and check clientAssertionAudience`
    : `enter the one that the provider shows, npm run ops -- secret set ${name}`;
}
