import type { Command } from 'commander';
import { clientAuthMethods } from '../../../functions/core/contract/client-auth-methods.ts';
import { privateKeyKey } from '../../../functions/core/contract/secret-value.ts';
import { stagedLabel, stagingLabels } from '../../../functions/core/contract/staging-labels.ts';
import type { RegisteredJwk } from '../../../functions/core/oidc/client-auth/client-assertion.ts';
import { publicKeyOf } from '../../../functions/core/provider/client-secret/value.ts';
import { OpsFailure } from '../cli/failure.ts';
import { remark } from '../cli/output.ts';
import { printable } from '../cli/printable.ts';
import { currentSince, readSecretState, type SecretState, versionWith } from '../rotation/secret-state.ts';
import { openProviderSecret, type ProviderSecret } from './provider-secret.ts';

/** Role of a public key by the staging label of its secret version, in the order in which the keys are printed. */
const roles = [
  [stagingLabels.current, 'current'],
  [stagingLabels.pending, 'next'],
  [stagedLabel, 'next'],
  [stagingLabels.previous, 'previous'],
] as const;

/**
 * The command `secret public-key P`: prints the JWKS that the operator registers at the provider (RFC 7517 section 5).
 * It includes no private members.
 */
export async function showPublicKeys(provider: string, command: Command): Promise<void> {
  const secret = await openProviderSecret(provider, command, { readOnly: true });
  requireRegistered(secret);
  const { options } = secret.operator;
  const keys = publicKeys(secret, await readSecretState(secret), secret.operator.now());
  if (keys.size === 0) {
    throw new OpsFailure(
      `No private key of ${provider} is stored: npm run ops -- secret set ${provider} < ${provider}.pem`,
    );
  }
  for (const [{ kid }, role] of keys) remark(`${printable(kid)}: ${role}`, options);
  const indent = options.json === true ? undefined : 2;
  const lines = JSON.stringify({ keys: [...keys.keys()] }, undefined, indent).split('\n');
  process.stdout.write(lines.map((line) => `${printable(line)}\n`).join(''));
}

/**
 * The public keys with their roles, each key once. The previous key is included during the overlap window, because some
 * function instances may still sign with it until they read the new one.
 */
function publicKeys({ settings }: ProviderSecret, state: SecretState, now: number): ReadonlyMap<RegisteredJwk, string> {
  const previousUntil = (currentSince(state) ?? 0) + settings.secretOverlapSeconds * 1000;
  const keys = new Map<RegisteredJwk, string>();
  for (const [label, role] of roles) {
    const value = versionWith(state, label)?.version?.value;
    const key = value && publicKeyOf(value, settings);
    const isOver = label === stagingLabels.previous && now >= previousUntil;
    const isKnown = [...keys.keys()].some(({ kid }) => kid === key?.kid);
    if (key !== undefined && !isOver && !isKnown) keys.set(key, role);
  }
  return keys;
}

function requireRegistered({ settings }: ProviderSecret): void {
  const { name, tokenEndpointAuthMethod: method, clientAssertion } = settings;
  if (clientAuthMethods[method].credential !== privateKeyKey) {
    throw new OpsFailure(`The client authenticates at ${name} with ${method}, so there is no public key to register.`);
  }
  if (clientAssertion?.keyHeader === 'x5t#S256') {
    throw new OpsFailure(`${settings.label} accepts no public keys: upload the certificate of the private key there.`);
  }
}
