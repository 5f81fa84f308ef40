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
 * Says why a rotation has failed and what to do. What is staged can be rotated to again, so the rotation is ended and does
 * not come to its end later by an attempt of Secrets Manager's own; what the provider has issued is nowhere else, and stays.
 * @param outcome That of the proof, where there was one.
 */
export async function rotationFailure(
  secret: ProviderSecret,
  { version, status }: CompletedRotation,
  outcome: string | undefined,
): Promise<OpsFailure> {
  const reason = printable(status.failure?.reason ?? 'the rotation failed');
  const kept = await staysPending(secret, version);
  const cure = kept ? pendingText(secret, version) : remedyFor(secret, outcome);
  return new OpsFailure(`Not rotated: ${reason}.\nWhat was current stays in use. ${cure}`);
}

/** Whether the version stays pending: where nothing else holds what it does. */
async function staysPending(secret: ProviderSecret, version: string): Promise<boolean> {
  const { versions, arn } = secret;
  // Its function takes the label away in the moment in which the failure can be seen, where it does.
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
  return `The new client secret is in version ${shortId(version)} alone, which stays pending: sign-ins take it where the provider refuses the current one, and npm run ops -- secret rotate ${name} goes on with it. Secrets Manager may attempt it again before that.`;
}

function remedyFor(secret: ProviderSecret, outcome: string | undefined): string {
  const { name, clientId, tokenEndpointAuthMethod: method } = secret.settings;
  if (outcome === 'wrong' && holdsPrivateKey(secret.settings)) {
    return `See that the provider knows this key for the client ${clientId}, under this id, and that it takes ${method}${assertionText(secret)}. npm run ops -- secret stage ${name} keeps a key while it is registered there, and npm run ops -- secret rotate ${name} tries it again.`;
  }
  if (outcome === 'wrong') {
    return `Give the client secret that the provider shows for the client ${clientId}; if that is what you gave, see whether the provider takes ${method} (tokenEndpointAuthMethod).`;
  }
  if (outcome === 'unknown') {
    return `Try again when the provider answers; if it can never be asked, npm run ops -- secret set ${name} --unproved.`;
  }
  return `${statusCommand(secret)} tells more.`;
}

function assertionText({ settings: { clientAssertion } }: ProviderSecret): string {
  if (clientAssertion === undefined) return '';
  return ` with ${clientAssertion.algorithm} (tokenEndpointAuthSigningAlg) and this audience: ${clientAssertion.audience} (clientAssertionAudience)`;
}
