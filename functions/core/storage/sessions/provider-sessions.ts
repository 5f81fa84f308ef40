import type { SignOutMoment } from '../../accounts/sign-out.ts';
import type { Session } from '../../sessions/session.ts';
import { outcomeOf } from '../table/errors.ts';
import { expiresAt, keys } from '../table/keys.ts';
import type { Item, Table, TransactionStep } from '../table/port.ts';
import {
  markAttributes,
  markMilliseconds,
  notMarkedLater,
  notSignedOut,
  signInValues,
  signOutValues,
} from './sign-out-marks.ts';

/** Sessions that are ended at once: each takes a connection. */
const atOnce = 20;

/** Steps that note which session a provider's session covers, unless that one has been signed out meanwhile. */
export function providerSessionSteps(session: Session, sid: string): readonly TransactionStep[] {
  const item = { ...keys.providerSession(session.provider, sid, session.id), user_id: { S: session.userId } };
  return [
    { name: 'provider session', write: { Put: { Item: { ...item, ...expiresAt(session.endsAt) } } } },
    {
      name: 'signed_out',
      write: {
        ConditionCheck: {
          Key: keys.signedOutSid(session.provider, sid),
          ConditionExpression: notSignedOut('signed_out'),
          ExpressionAttributeValues: signInValues(session.signIn),
        },
      },
    },
  ];
}

/**
 * Ends every session that a provider's session covers. The mark comes first: a sign-in that is being written beside us
 * either meets it or is found by the query.
 * @returns Identifiers of the users whose sessions it covered, one for each session.
 */
export async function signOutSid(
  table: Table,
  provider: string,
  sid: string,
  moment: SignOutMoment,
): Promise<readonly string[]> {
  const key = keys.signedOutSid(provider, sid);
  await outcomeOf(
    table.put({
      Item: { ...key, ...markAttributes('signed_out', moment), ...expiresAt(moment.arrivedAt + markMilliseconds) },
      ConditionExpression: notMarkedLater('signed_out'),
      ExpressionAttributeValues: signOutValues(moment),
    }),
  );
  const covered: string[] = [];
  let from: Item | undefined;
  do {
    const page = await table.query({
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sessions)',
      ExpressionAttributeValues: { ':pk': key.pk, ':sessions': { S: 'SESSION#' } },
      ...(from && { ExclusiveStartKey: from }),
    });
    const items = page.Items ?? [];
    for (let start = 0; start < items.length; start += atOnce) {
      await Promise.all(items.slice(start, start + atOnce).map((item) => endCovered(table, item)));
    }
    covered.push(...items.flatMap(({ user_id }) => user_id?.S ?? []));
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return covered;
}

async function endCovered(table: Table, { pk, sk, user_id }: Item): Promise<void> {
  if (pk === undefined || sk?.S === undefined || user_id?.S === undefined) return;
  await table.delete({ Key: keys.session(user_id.S, sk.S.slice('SESSION#'.length)) });
  await table.delete({ Key: { pk, sk } });
}
