import { setTimeout as sleep } from 'node:timers/promises';
import { holdsPrivateKey } from '../../../functions/core/contract/client-auth-methods.ts';
import {
  hasLabel,
  stagedLabel,
  stagingLabels,
  versionWithLabel,
} from '../../../functions/core/contract/staging-labels.ts';
import { OpsFailure } from '../cli/failure.ts';
import { printable } from '../cli/printable.ts';
import type { CompletedRotation } from '../rotation/await-rotation.ts';
import { pollIntervalMs, shortId, statusCommand } from '../rotation/rotating-secret.ts';
import { endRotation, ignoreUnreadable } from '../rotation/staging-labels.ts';
import type { ProviderSecret } from './provider-secret.ts';

/**
 * Explains a failed rotation, with the remedy. If the new client secret is staged, the rotation is ended, so that a
 * retry by Secrets Manager does not complete it later. If the provider has issued the new client secret, only the
 * pending version contains it. So that rotation is not ended, and the version stays pending.
 * @param outcome Outcome of the proof (the token request that shows whether the provider accepts the secret), if there
 * was one.
 */
export async function rotationFailure(
  secret: ProviderSecret,
  { version, status }: CompletedRotation,
  outcome: string | undefined,
): Promise<OpsFailure> {
  const reason = printable(status.failure?.reason ?? 'the rotation failed');
  const kept = await staysPending(secret, version);
  const cure = kept ? pendingText(secret, version) : remedyFor(secret, outcome);
  return new OpsFailure(`Not rotated: ${reason}.\nThe current one stays in use. ${cure}`);
}

/**
 * Whether the secret version stays pending, because the new client secret is stored nowhere else. Otherwise ends the
 * rotation.
 */
async function staysPending(secret: ProviderSecret, version: string): Promise<boolean> {
  const { versions, arn } = secret;
  // The rotation function may remove the label AWSPENDING itself, just after it records the failure. So this function
  // waits for a moment before it reads the labels.
  await sleep(pollIntervalMs(secret));
  const labels = await versions.labels(arn);
  if (!hasLabel(labels, version, stagingLabels.pending)) return false;
  const isStaged = versionWithLabel(labels, stagedLabel) !== undefined;
  const made = await versions.read(arn, { id: version }).catch(ignoreUnreadable);
  if (made !== undefined && !isStaged) return true;
  await endRotation(secret, version);
  return false;
}

function pendingText(secret: ProviderSecret, version: string): string {
  const { name } = secret.settings;
  return `Only version ${shortId(version)} has the new client secret, and stays pending: sign-ins use it if the provider refuses the current one, and npm run ops -- secret rotate ${name} resumes the rotation. Secrets Manager may retry it before that.`;
}

function remedyFor(secret: ProviderSecret, outcome: string | undefined): string {
  const { name, clientId, tokenEndpointAuthMethod: method } = secret.settings;
  if (outcome === 'wrong' && holdsPrivateKey(secret.settings)) {
    return `Check that the key is registered for the client ${clientId} under this id, and that the provider accepts ${method}${assertionText(secret)}. Stage a key until it is registered with npm run ops -- secret stage ${name}, and try again with npm run ops -- secret rotate ${name}.`;
  }
  if (outcome === 'wrong') {
    return `Enter the client secret that the provider shows for the client ${clientId}; if you did, check that the provider accepts ${method} (tokenEndpointAuthMethod).`;
  }
  if (outcome === 'unknown') {
    return `Try again when the provider answers; if it cannot be asked at all, npm run ops -- secret set ${name} --unproved.`;
  }
  return `For details: ${statusCommand(secret)}.`;
}

function assertionText({ settings: { clientAssertion } }: ProviderSecret): string {
  if (clientAssertion === undefined) return '';
  return ` with ${clientAssertion.algorithm} (tokenEndpointAuthSigningAlg) and this audience: ${clientAssertion.audience} (clientAssertionAudience)`;
}
