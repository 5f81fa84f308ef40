import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import type { User } from '../../functions/core/accounts/user.ts';
import { createTable } from '../../functions/core/storage/dynamodb.ts';
import type { Table } from '../../functions/core/storage/port.ts';
import { approveUser, findUserByName } from '../../functions/core/storage/users.ts';
import { findDeployment, optionsOf } from './deployment.ts';
import { OpsFailure } from './failure.ts';
import { show } from './output.ts';

/** Adds `users show U` and `users approve U`; U is an id, a username or a verified e-mail address. */
export function addUserCommands(program: Command): void {
  const users = program.command('users').description('the accounts');
  users
    .command('show <user>')
    .description('shows an account')
    .action((name: string, _options: unknown, command: Command) => showUser(name, command));
  users
    .command('approve <user>')
    .description('lets an account that waits for approval sign in')
    .action((name: string, _options: unknown, command: Command) => approve(name, command));
}

async function showUser(name: string, command: Command): Promise<void> {
  show(describe(await requireUser(await openTable(command), name)), optionsOf(command));
}

async function approve(name: string, command: Command): Promise<void> {
  const table = await openTable(command);
  const user = await requireUser(table, name);
  if (!(await approveUser(table, user.id))) {
    throw new OpsFailure(`${user.username} does not wait for approval: the account is ${user.state}.`);
  }
  show(describe({ ...user, state: 'active' }), optionsOf(command));
}

async function openTable(command: Command): Promise<Table> {
  const { tableName, connection } = await findDeployment(optionsOf(command));
  return createTable(tableName, connection, Math.random, randomUUID);
}

async function requireUser(table: Table, name: string): Promise<User> {
  const user = await findUserByName(table, name);
  if (user === undefined) throw new OpsFailure(`No account ${name}: give its id, username or verified e-mail address.`);
  return user;
}

function describe(user: User): Readonly<Record<string, unknown>> {
  const { name, email, emailVerified } = user.profile;
  return {
    id: user.id,
    username: user.username,
    name,
    email,
    email_verified: emailVerified,
    state: user.state,
    external: user.external,
    created_at: new Date(user.createdAt).toISOString(),
    providers: Object.keys(user.identities),
  };
}
