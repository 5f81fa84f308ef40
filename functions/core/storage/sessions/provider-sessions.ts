import type { SignOutMoment } from '../../accounts/sign-out.ts';
import type { Session } from '../../sessions/session.ts';
import { outcomeOf } from '../table/errors.ts';
import { expiresAt, keys } from '../table/keys.ts';
import type { Item, Table, TransactionStep } from '../table/port.ts';
import { inBatches } from '../table/query.ts';
import {
  noLaterTombstone,
  noTombstoneCovers,
  signInValues,
  signOutValues,
  tombstoneAttributes,
  tombstoneLifetimeMs,
} from './logout-tombstones.ts';
import { sessionItems } from './sessions.ts';

/** Number of sessions that are deleted concurrently; each deletion uses a connection. */
const concurrency = 20;

/**
 * Steps that assign a new session to the provider's session (`sid`) that covers it. If a logout has ended the
 * provider's session meanwhile, the step `signed_out` refuses the transaction.
 */
export function providerSessionSteps(session: Session, sid: string): readonly TransactionStep[] {
  const item = { ...keys.providerSession(session.provider, sid, session.id), user_id: { S: session.userId } };
  return [
    { name: 'provider session', write: { Put: { Item: { ...item, ...expiresAt(session.endsAt) } } } },
    {
      name: 'signed_out',
      write: {
        ConditionCheck: {
          Key: keys.signedOutSid(session.provider, sid),
          ConditionExpression: noTombstoneCovers('signed_out'),
          ExpressionAttributeValues: signInValues(session.signIn),
        },
      },
    },
  ];
}

/**
 * Ends every session that a provider's session (`sid`) covers. A tombstone (the record of the logout) is written before
 * the sessions are queried. So a concurrent sign-in is either refused by the tombstone or found by the query.
 * @returns Identifiers of the users whose sessions the logout covered, one per session.
 */
export async function revokeProviderSession(
  table: Table,
  provider: string,
  sid: string,
  moment: SignOutMoment,
): Promise<readonly string[]> {
  const key = keys.signedOutSid(provider, sid);
  await outcomeOf(
    table.put({
      Item: {
        ...key,
        ...tombstoneAttributes('signed_out', moment),
        ...expiresAt(moment.arrivedAt + tombstoneLifetimeMs),
      },
      ConditionExpression: noLaterTombstone('signed_out'),
      ExpressionAttributeValues: signOutValues(moment),
    }),
  );
  const covered: string[] = [];
  for await (const items of inBatches(sessionItems(table, key.pk), concurrency)) {
    await Promise.all(items.map((item) => endCovered(table, item)));
    covered.push(...items.flatMap(({ user_id }) => user_id?.S ?? []));
  }
  return covered;
}

async function endCovered(table: Table, { pk, sk, user_id }: Item): Promise<void> {
  if (pk === undefined || sk?.S === undefined || user_id?.S === undefined) return;
  await table.delete({ Key: keys.session(user_id.S, sk.S.slice('SESSION#'.length)) });
  await table.delete({ Key: { pk, sk } });
}
