import { recordOf } from '../core/audit/record.ts';
import { describeCauses } from '../core/base/log.ts';
import { putAudit } from '../core/storage/audit-append.ts';
import { findSecretStatus, recordVersionStatus } from '../core/storage/secret-status.ts';
import { findSecret } from './find-secret.ts';
import type { RotationPorts } from './ports.ts';
import { RotationOver, RotationRefused, type SecretToRotate } from './secret-to-rotate.ts';
import type { RotationStep } from './step.ts';
import { createSecret, finishSecret, testSecret } from './steps.ts';

/**
 * Event with which Secrets Manager invokes a rotation function (Secrets Manager User Guide: "Lambda rotation
 * functions").
 */
export interface RotationEvent {
  readonly Step: string;
  /** ARN of the secret. */
  readonly SecretId: string;
  /** Id of the secret version that the rotation creates. */
  readonly ClientRequestToken: string;
}

const steps = new Map<string, RotationStep>([
  ['createSecret', createSecret],
  // In this step other rotation functions set the new secret in the service that checks it. Postern has nothing to set:
  // the provider issues client secrets itself, and only Postern uses the session keys.
  ['setSecret', async () => undefined],
  ['testSecret', testSecret],
  ['finishSecret', finishSecret],
]);

/**
 * Runs one step of a rotation. If it fails, the reason is recorded for operators in the secret's status and the audit
 * log. Then the error is thrown, so that Secrets Manager counts the rotation as failed.
 */
export async function rotate(event: RotationEvent, ports: RotationPorts): Promise<void> {
  const { Step, SecretId, ClientRequestToken } = event;
  const step = steps.get(Step);
  if (step === undefined) throw new Error(`there is no step ${Step}`);
  const secret = findSecret(SecretId, ports);
  try {
    await step(secret, ClientRequestToken, ports);
    ports.log('info', 'rotation_step', { step: Step, version: ClientRequestToken, ...nameOf(secret) });
  } catch (error) {
    await fail(error, event, secret, ports);
    throw error;
  }
}

async function fail(error: unknown, event: RotationEvent, secret: SecretToRotate, ports: RotationPorts): Promise<void> {
  const { Step: step, ClientRequestToken: version } = event;
  const { log, versions } = ports;
  const reason = reasonOf(error);
  log('error', 'rotation_failed', { step, version, ...nameOf(secret), reason, causes: describeCauses(error) });
  const writes = [
    recordFailure(error, event, secret, ports),
    // While a version has the label AWSPENDING, Secrets Manager starts no other rotation of the secret. So a rotation
    // that can never succeed removes the label.
    ...(error instanceof RotationRefused ? [versions.endPending(secret.arn, version)] : []),
  ];
  for (const write of await Promise.allSettled(writes)) {
    if (write.status === 'rejected') log('error', 'rotation_not_noted', { causes: describeCauses(write.reason) });
  }
}

/**
 * Records the reason of a failure in the secret's status and the audit log. Secrets Manager retries the steps of a
 * rotation that was given up, which then fail with `RotationOver`. Such a failure does not overwrite the recorded
 * reason.
 */
async function recordFailure(
  error: unknown,
  { Step: step, ClientRequestToken: version }: RotationEvent,
  secret: SecretToRotate,
  ports: RotationPorts,
): Promise<void> {
  const { table, clock } = ports;
  const isKnown = async () => (await findSecretStatus(table, secret.name)).failure?.version === version;
  if (error instanceof RotationOver && (await isKnown())) return;
  const about = nameOf(secret);
  const reason = reasonOf(error);
  const event = about.provider === undefined ? 'keys.rotation_failed' : 'secret.rotation_failed';
  await Promise.all([
    recordVersionStatus(table, secret.name, { failure: { version, at: clock(), step, reason } }),
    putAudit(table, recordOf({ event, actor: 'rule', ...about, reason }, ports)),
  ]);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function nameOf({ name }: SecretToRotate): { readonly provider?: string } {
  return name === 'session-keys' ? {} : { provider: name.provider };
}
