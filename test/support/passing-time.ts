import { userRow } from './accounts.ts';
import type { Deployment } from './deployment.ts';
import type { Row } from './table.ts';

/**
 * Lets time pass for an account: moves every time that its user and its sessions store into the past, and leaves the
 * clocks as they are. Sessions expire by it, too, where it exceeds their limits.
 */
export async function letTimePass(deployment: Deployment, userId: string, milliseconds: number): Promise<void> {
  const { table } = deployment;
  const earlier = (at: unknown) => Number(at) - milliseconds;
  const set = async (row: Row, attribute: string, value: number | object) => {
    if (row[attribute] !== undefined) await table.set(row, attribute, value);
  };
  const user = await userRow(deployment, userId);
  const identities = Object.entries(Object(user['identities'])).map(([provider, identity]) => {
    return [provider, { ...Object(identity), linked_at: earlier(Object(identity).linked_at) }] as const;
  });
  const ended = Object(user['sessions_ended']);
  const changed = Object(user['sign_in_methods_change']);
  await set(user, 'identities', Object.fromEntries(identities));
  await set(user, 'sessions_ended', { ...ended, at: earlier(ended.at) });
  await set(user, 'sign_in_methods_change', { ...changed, at: earlier(changed.at) });
  for (const at of ['created_at', 'current_sign_in_at']) await set(user, at, earlier(user[at]));
  for (const session of (await table.rows(`USER#${userId}`)).filter(({ sk }) => sk.startsWith('SESSION#'))) {
    for (const at of ['created_at', 'started_at', 'last_seen_at']) await set(session, at, earlier(session[at]));
    const seconds = Number(session['authenticated_at']);
    if (seconds > 0) await set(session, 'authenticated_at', seconds - Math.floor(milliseconds / 1000));
  }
}
