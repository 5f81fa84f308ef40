import type { Command } from 'commander';
import type { User } from '../../../functions/core/accounts/user.ts';
import type { Session } from '../../../functions/core/sessions/session.ts';
import { endAllSessions, endSession } from '../../../functions/core/storage/sessions/end-sessions.ts';
import { listSessions } from '../../../functions/core/storage/sessions/sessions.ts';
import type { Table } from '../../../functions/core/storage/table/port.ts';
import { confirm } from '../cli/confirm.ts';
import { OpsFailure } from '../cli/failure.ts';
import { show } from '../cli/output.ts';
import { retryOnConflict } from '../cli/retry.ts';
import { openOperator } from '../deployment/operator.ts';
import { requireUser } from '../users/require-user.ts';
import { formatSessionName, parseSessionName } from './session-name.ts';

/** The command `sessions end S`: ends one session. */
export async function endOneSession(name: string, owner: string | undefined, command: Command): Promise<void> {
  const { table, options, record } = await openOperator(command);
  const named = parseSessionName(name, owner);
  const user = await requireUser(table, named.user);
  const session = await requireSession(table, user, named.session);
  const { provider } = session;
  const records = [record({ event: 'session.ended', user: user.id, provider, session: session.id })];
  if (!(await endSession(table, session, records))) throw noSession(user, named.session);
  show({ ended: formatSessionName(user.id, session.id), username: user.username, provider }, options);
}

/** The command `sessions end-all U`: ends all sessions of an account. */
export async function endEverySession(name: string, command: Command): Promise<void> {
  const { table, options, record, now } = await openOperator(command);
  const { id, username } = await requireUser(table, name);
  await confirm(`End all sessions of ${username}?`, options);
  const done = await retryOnConflict(async () => {
    const user = await requireUser(table, id);
    return endAllSessions(table, user, { at: now() }, [record({ event: 'sessions.ended', user: id })]);
  });
  if (!done) throw new OpsFailure(`The account ${username} keeps changing: try again.`);
  show({ id, username, sessions: 'ended' }, options);
}

async function requireSession(table: Table, user: User, beginning: string): Promise<Session> {
  const sessions = (await listSessions(table, user.id)).filter(({ id }) => id.startsWith(beginning));
  const [session, ...others] = sessions;
  if (session === undefined) throw noSession(user, beginning);
  if (others.length === 0) return session;
  throw new OpsFailure(
    `${user.username} has ${sessions.length} sessions that begin with ${beginning}: give more characters.`,
  );
}

function noSession({ username }: User, session: string): OpsFailure {
  return new OpsFailure(`${username} has no session ${session}: it has ended, or belongs to another account.`);
}
