import { randomBytes } from 'node:crypto';
import { userInfo } from 'node:os';
import type { Command } from 'commander';
import type { AuditEvent, AuditRecord } from '../../../functions/core/audit/event.ts';
import { recordOf } from '../../../functions/core/audit/record.ts';
import type { Table } from '../../../functions/core/storage/table/port.ts';
import { type Deployment, findDeployment, type OpsOptions, optionsOf } from './deployment.ts';

/** The operator who runs the command, and the deployment that the command works on. */
export interface Operator {
  readonly options: OpsOptions;
  readonly deployment: Deployment;
  readonly table: Table;
  /** Name of the operator in the audit log: their username on this machine. */
  readonly name: string;
  /** Makes an audit record of an event that the operator causes now. */
  record(event: Omit<AuditEvent, 'actor' | 'operator'>): AuditRecord;
}

/** Opens the deployment that the command's global options select. */
export async function openOperator(command: Command): Promise<Operator> {
  const options = optionsOf(command);
  const deployment = await findDeployment(options);
  const name = accountName();
  return {
    options,
    deployment,
    table: deployment.table,
    name,
    record: (event) =>
      recordOf({ ...event, actor: 'operator', operator: name }, { clock: Date.now, random: randomBytes }),
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
