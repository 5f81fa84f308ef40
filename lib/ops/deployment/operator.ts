import { randomBytes } from 'node:crypto';
import { userInfo } from 'node:os';
import type { Command } from 'commander';
import type { AuditEvent, AuditRecord } from '../../../functions/core/audit/event.ts';
import { recordOf } from '../../../functions/core/audit/record.ts';
import { keys } from '../../../functions/core/storage/table/keys.ts';
import type { Table } from '../../../functions/core/storage/table/port.ts';
import { type Deployment, findDeployment, type OpsOptions, optionsOf } from './deployment.ts';
import { requireRightClock } from './table-clock.ts';

/** The operator who runs the command, and the deployment that the command works on. */
export interface Operator {
  readonly options: OpsOptions;
  readonly deployment: Deployment;
  readonly table: Table;
  /** Name of the operator in the audit log: their username on this machine. */
  readonly name: string;
  /** The current time by DynamoDB's clock, milliseconds since the epoch: the time of everything that a command writes. */
  now(): number;
  /** Makes an audit record of an event that the operator causes now. */
  record(event: Omit<AuditEvent, 'actor' | 'operator'>): AuditRecord;
}

/**
 * Opens the deployment that the command's global options select.
 * @param readOnly Whether the command only reads, so that it works even if the clock of this machine is wrong.
 * @throws OpsFailure if the clock of this machine differs from DynamoDB's by more than half a minute.
 */
export async function openOperator(
  command: Command,
  { readOnly }: { readonly readOnly?: true } = {},
): Promise<Operator> {
  const options = optionsOf(command);
  const deployment = await findDeployment(options);
  const { table, clock } = deployment;
  const name = accountName();
  if (readOnly !== true) {
    // Any response shows DynamoDB's clock; this read finds nothing.
    await table.get({ Key: keys.user('') });
    requireRightClock(clock);
  }
  const now = () => clock.now();
  return {
    options,
    deployment,
    table,
    name,
    now,
    record: (event) => recordOf({ ...event, actor: 'operator', operator: name }, { clock: now, random: randomBytes }),
  };
}

/** Username of the operator on this machine, or the numeric user id: in containers the user often has no name. */
function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
