import { randomBytes } from 'node:crypto';
import { userInfo } from 'node:os';
import type { Command } from 'commander';
import type { AuditEvent, AuditRecord } from '../../../functions/core/audit/event.ts';
import { recordOf } from '../../../functions/core/audit/record.ts';
import type { Table } from '../../../functions/core/storage/table/port.ts';
import { type Deployment, findDeployment, type OpsOptions, optionsOf } from './deployment.ts';

/** Somebody at the command line, and what they work on. */
export interface Operator {
  readonly options: OpsOptions;
  readonly deployment: Deployment;
  readonly table: Table;
  /** The name by which the trail knows them: that of their account on this machine. */
  readonly name: string;
  /** An event of the trail that the operator brings about, now. */
  record(event: Omit<AuditEvent, 'actor' | 'operator'>): AuditRecord;
}

/** Opens the deployment that a command's options name. */
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

/** The system may know no name for the account, as in many containers. */
function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
