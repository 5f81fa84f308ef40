import { randomBytes, randomUUID } from 'node:crypto';
import type { StateChange } from '../../functions/core/accounts/states.ts';
import { recordOf } from '../../functions/core/audit/record.ts';
import { connectionFromEnvironment } from '../../functions/core/aws/environment.ts';
import { createTable } from '../../functions/core/storage/table/dynamodb.ts';
import { keys } from '../../functions/core/storage/table/keys.ts';
import type { Table } from '../../functions/core/storage/table/port.ts';
import { changeState } from '../../functions/core/storage/users/account-states.ts';
import { findUser } from '../../functions/core/storage/users/users.ts';
import { Browser } from './browser.ts';
import type { Deployment } from './deployment.ts';
import { getSession, signIn } from './login.ts';
import type { Row } from './table.ts';

/** The table of a local run through the stores' own port, with the operator's credentials. */
export function operatorTable({ stack }: Deployment): Table {
  const { accessKeyId, secretAccessKey, region, dynamodbEndpoint, tableName } = stack.local;
  const connection = connectionFromEnvironment({
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodbEndpoint,
  });
  return createTable(tableName, connection, () => 0, randomUUID);
}

/** A browser that is signed in, and whose account it is. */
export async function enter(deployment: Deployment, provider: string, sub: string) {
  const browser = new Browser();
  const response = await signIn(deployment.baseUrl, browser, provider, { login_hint: sub });
  if (response.status !== 303) throw new Error(`the sign-in answered ${response.status}: ${await response.text()}`);
  const { document } = await getSession(deployment.baseUrl, browser);
  return { browser, userId: String(document.user.id), sessionId: String(document.session.id) };
}

/** A user's item, by identifier. */
export async function userRow({ table }: Deployment, userId: string): Promise<Row> {
  const row = (await table.rows(`USER#${userId}`)).find(({ sk }) => sk === 'PROFILE');
  if (row === undefined) throw new Error(`there is no user ${userId}`);
  return row;
}

/** The item of the user who has an identity, if anybody has it. */
export async function holderOf(deployment: Deployment, provider: string, sub: string): Promise<Row | undefined> {
  const identities = await deployment.table.rows(`IDENTITY#${provider}#${sub}`);
  const identity = identities.find(({ pk }) => pk === `IDENTITY#${provider}#${sub}`);
  // What is left of an identity that was unlinked is nobody's.
  return identity?.['user_id'] === undefined ? undefined : userRow(deployment, String(identity['user_id']));
}

/** Changes an account's state as an operator does; tells whether the transition was allowed. */
export async function operate(deployment: Deployment, userId: string, change: StateChange): Promise<boolean> {
  const ports = { clock: Date.now, random: randomBytes };
  const by = { actor: 'operator', operator: 'olga' } as const;
  const table = operatorTable(deployment);
  const user = await findUser(table, userId);
  if (user === undefined) throw new Error(`there is no user ${userId}`);
  return changeState(table, user, change, Date.now(), [
    recordOf({ event: 'user.state_changed', ...by, user: userId, reason: change }, ports),
  ]);
}

/** Switches a provider off or on again, as an operator does. */
export function switchProvider(deployment: Deployment, provider: string, enabled: boolean): Promise<void> {
  return operatorTable(deployment).put({ Item: { ...keys.providerSwitch(provider), enabled: { BOOL: enabled } } });
}

/** What the trail says of a user, in the order in which it happened; of one moment by the events' names. */
export async function trailOf({ table }: Deployment, userId: string): Promise<readonly Row[]> {
  const rows = (await table.rows('AUDIT#')).filter(({ list }) => list === `AUDIT#${userId}`);
  const place = ({ at, event }: Row) => `${at} ${event}`;
  return rows.sort((a, b) => (place(a) < place(b) ? -1 : 1));
}
