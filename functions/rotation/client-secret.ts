import { isDeepStrictEqual } from 'node:util';
import { credentialNames, storedCredential } from '../core/contract/client-auth-methods.ts';
import { minimumSecretBytes, tooShortFor } from '../core/contract/hmac-secret.ts';
import type { ProviderSettings } from '../core/contract/provider-settings.ts';
import { bindingMembers } from '../core/contract/secret-binding.ts';
import { stagedLabel } from '../core/contract/staging-labels.ts';
import { Problem } from '../core/errors.ts';
import type { Proof } from '../core/provider/client-secret/prove.ts';
import {
  requireNotForeign,
  requirePresentable,
  sameCredential,
  storedSecret,
} from '../core/provider/client-secret/value.ts';
import type { SecretValue } from '../core/secrets/port.ts';
import { findSecretStatus, recordVersionStatus } from '../core/storage/secret-status.ts';
import type { RotationPorts } from './ports.ts';
import { RotationRefused, type SecretToRotate } from './secret-to-rotate.ts';

/**
 * For how long a recorded proof (a token request that shows the provider accepts the secret) is valid. It spares the
 * next step of the rotation a second proof.
 */
const proofValidityMs = 120_000;

/**
 * The rotation of a provider's client secret or private key. The new value is the version that operators have staged
 * (stored with the label POSTERN_STAGED). If none is staged and the client is registered dynamically, the provider
 * issues a new client secret (RFC 7592).
 */
export function clientSecretToRotate(arn: string, settings: ProviderSettings, ports: RotationPorts): SecretToRotate {
  const { table, versions, clock } = ports;
  const name = { provider: settings.name };
  const lifecycle = ports.clientSecretAt(settings.name);

  return {
    arn,
    name,
    async createValue(current) {
      const staged = await versions.read(arn, { label: stagedLabel });
      if (staged !== undefined && !isDeepStrictEqual(staged.value, current.value)) return bound(staged.value, settings);
      // What the provider issues keeps the other members of the value.
      if (lifecycle.isRenewable(current.value)) return lifecycle.renew(bound(current.value, settings));
      const cure = `npm run ops -- secret set ${settings.name}`;
      throw new RotationRefused(`no client secret is staged: ${cure}`);
    },
    async requireProved(pending) {
      requireUsable(pending.value, settings);
      const known = (await findSecretStatus(table, name)).proof;
      const isFresh = known !== undefined && clock() - known.at < proofValidityMs;
      if (known?.version === pending.id && known.outcome === 'right' && isFresh) return;
      const proof = await lifecycle.prove(pending.value, ports.redirectUri(settings.name));
      await recordVersionStatus(table, name, { proof: { version: pending.id, at: clock(), ...proof } });
      requireRight(proof, settings);
    },
    async cleanUp(promoted) {
      const staged = await versions.read(arn, { label: stagedLabel });
      const isDone = staged !== undefined && sameSecret(staged.value, promoted.value, settings);
      if (isDone) await versions.move(arn, stagedLabel, { from: staged.id });
    },
  };
}

/**
 * The value with the issuer and client of the deployed configuration, to which its secret belongs from now on. A value
 * that was put by hand may lack them.
 * @throws RotationRefused if the value belongs to another issuer or client.
 */
function bound(value: SecretValue, settings: ProviderSettings): SecretValue {
  try {
    requireNotForeign(value, settings);
  } catch (cause) {
    throw cause instanceof Problem ? new RotationRefused(cause.message, { cause }) : cause;
  }
  return { ...value, ...bindingMembers(settings) };
}

function requireUsable(value: SecretValue, settings: ProviderSettings): void {
  const secret = storedSecret(value, settings);
  if (secret === undefined) throw new RotationRefused('the version holds no client secret');
  if (tooShortFor(secret, settings) !== undefined) {
    const reason = `the client secret is too short to sign with: ${minimumSecretBytes} bytes are the least`;
    throw new RotationRefused(reason);
  }
  try {
    // A private key that cannot sign now will never be able to, so the rotation is refused and not retried.
    requirePresentable(value, settings);
  } catch (cause) {
    throw cause instanceof Problem ? new RotationRefused(cause.message, { cause }) : cause;
  }
}

/**
 * Requires that the proof shows the secret to be right. If its outcome is unknown, the version stays pending and
 * Secrets Manager retries the step. The version is not discarded, since the provider may accept only this version by
 * now.
 * @throws RotationRefused if the provider refused the secret; Error if the outcome is unknown.
 */
function requireRight({ outcome, reason }: Proof, settings: ProviderSettings): void {
  if (outcome === 'right') return;
  const what = credentialNames[storedCredential(settings)];
  if (outcome === 'wrong') throw new RotationRefused(`the ${what} is wrong: ${reason}`);
  throw new Error(`whether the ${what} is right cannot be told: ${reason}`);
}

function sameSecret(one: SecretValue, other: SecretValue, settings: ProviderSettings): boolean {
  return storedSecret(one, settings) !== undefined && sameCredential(one, other, settings);
}
