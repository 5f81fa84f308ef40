import { randomBytes } from 'node:crypto';
import { userInfo } from 'node:os';
import type { Command } from 'commander';
import type { AuditEvent, AuditRecord } from '../../../functions/core/audit/event.ts';
import { recordOf } from '../../../functions/core/audit/record.ts';
import type { Table } from '../../../functions/core/storage/table/port.ts';
import { type Deployment, findDeployment, type OpsOptions, optionsOf } from './deployment.ts';

/** The operator at the command line, and the deployment that they work on. */
export interface Operator {
  readonly options: OpsOptions;
  readonly deployment: Deployment;
  readonly table: Table;
  /** Operator name in the audit log: that of their account on this machine. */
  readonly name: string;
  /** An audit event that the operator causes now. */
  record(event: Omit<AuditEvent, 'actor' | 'operator'>): AuditRecord;
}

/** Opens the deployment that a command's options select. */
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

/** Containers often have no name for the account. */
function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
