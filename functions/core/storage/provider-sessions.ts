import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Session } from '../sessions/session.ts';
import { unlessRefused } from './errors.ts';
import { expiresAt, keys } from './keys.ts';
import type { Table, TransactionStep } from './port.ts';
import { endSession } from './sessions.ts';

/** When a sign-in happened, by our clock and by the provider's: what a logout that comes beside it is held against. */
export interface SignInMoment {
  /** Start of the login attempt, milliseconds since the epoch. */
  readonly startedAt: number;
  /** `iat` of the ID token, seconds since the epoch. */
  readonly issuedAt: number;
}

/** When a logout arrived, and `iat` of its token. */
export interface SignOutMoment {
  /** Milliseconds since the epoch. */
  readonly arrivedAt: number;
  /** Seconds since the epoch. */
  readonly issuedAt: number;
}

/** How long a mark stays. No login takes so long that a logout from before it could still be overtaken by it. */
const markMilliseconds = 24 * 3_600_000;

interface Condition {
  readonly condition: string;
  readonly values: Record<string, AttributeValue>;
}

/**
 * Holds unless a logout came after this login began and after its ID token was made: such a logout means this very
 * login, even if it overtook it. A login begun later, or authenticated later, is a new one.
 */
export function subjectNotSignedOut(moment: SignInMoment): Condition {
  return {
    condition: 'attribute_not_exists(signed_out_at) OR signed_out_at < :started OR signed_out_iat < :issued',
    values: { ':started': { N: String(moment.startedAt) }, ':issued': { N: String(moment.issuedAt) } },
  };
}

/** Steps that note which session a provider's session covers, unless that one has been signed out meanwhile. */
export function providerSessionSteps(
  provider: string,
  sid: string,
  session: Session,
  moment: SignInMoment,
): readonly TransactionStep[] {
  const { condition, values } = subjectNotSignedOut(moment);
  const item = { ...keys.providerSession(provider, sid, session.id), user_id: { S: session.userId } };
  return [
    { name: 'provider session', write: { Put: { Item: { ...item, ...expiresAt(session.endsAt) } } } },
    {
      name: 'signed_out',
      write: {
        ConditionCheck: {
          Key: keys.signedOutSid(provider, sid),
          ConditionExpression: condition,
          ExpressionAttributeValues: values,
        },
      },
    },
  ];
}

/**
 * Ends every session that a provider's session covers. The mark comes first: a sign-in that is being written beside us
 * either meets it or is found by the query.
 * @returns How many sessions ended.
 */
export async function signOutSid(table: Table, provider: string, sid: string, moment: SignOutMoment): Promise<number> {
  const mark = keys.signedOutSid(provider, sid);
  await table.put({
    Item: { ...mark, ...signedOut(moment), ...expiresAt(moment.arrivedAt + markMilliseconds) },
  });
  let ended = 0;
  let from: Record<string, AttributeValue> | undefined;
  do {
    const page = await table.query({
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sessions)',
      ExpressionAttributeValues: { ':pk': mark.pk, ':sessions': { S: 'SESSION#' } },
      ...(from && { ExclusiveStartKey: from }),
    });
    const items = page.Items ?? [];
    await Promise.all(items.map((item) => endCovered(table, item)));
    ended += items.length;
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return ended;
}

async function endCovered(table: Table, item: Record<string, AttributeValue>): Promise<void> {
  const [pk, sk, userId] = [item['pk'], item['sk'], item['user_id']?.S];
  if (pk === undefined || sk?.S === undefined || userId === undefined) return;
  await endSession(table, userId, sk.S.slice('SESSION#'.length));
  await table.delete({ Key: { pk, sk } });
}

/**
 * Ends all of a subject's sessions from a provider with one write to the user, however many there are. For a subject
 * that has no account (yet) the mark waits, so that a first sign-in that this logout overtook does not open a session.
 */
export async function signOutSubject(
  table: Table,
  provider: string,
  subject: string,
  moment: SignOutMoment,
): Promise<void> {
  const userId = await markSubject(table, provider, subject, moment);
  if (userId === undefined) return;
  await unlessRefused(
    table.update({
      Key: keys.user(userId),
      UpdateExpression: 'SET identities.#provider.signed_out_at = :at',
      ConditionExpression: 'attribute_exists(identities.#provider)',
      ExpressionAttributeNames: { '#provider': provider },
      ExpressionAttributeValues: { ':at': { N: String(moment.arrivedAt) } },
    }),
  );
}

/** Marks the subject's identity; a mark without an account behind it leaves the table by itself. */
async function markSubject(
  table: Table,
  provider: string,
  subject: string,
  moment: SignOutMoment,
): Promise<string | undefined> {
  const Key = keys.identity(provider, subject);
  const userId = (await table.get({ Key })).Item?.['user_id']?.S;
  const values = { ':at': { N: String(moment.arrivedAt) }, ':iat': { N: String(moment.issuedAt) } };
  const set = 'SET signed_out_at = :at, signed_out_iat = :iat';
  const marked = await unlessRefused(
    userId === undefined
      ? table.update({
          Key,
          UpdateExpression: `${set}, expires_at = :expires`,
          ConditionExpression: 'attribute_not_exists(user_id)',
          ExpressionAttributeValues: {
            ...values,
            ':expires': expiresAt(moment.arrivedAt + markMilliseconds).expires_at,
          },
        })
      : table.update({
          Key,
          UpdateExpression: set,
          ConditionExpression: 'user_id = :user',
          ExpressionAttributeValues: { ...values, ':user': { S: userId } },
        }),
  );
  // Refused: the account was made or went away between our read and our mark.
  return marked ? userId : markSubject(table, provider, subject, moment);
}

function signedOut(moment: SignOutMoment): Record<string, AttributeValue> {
  return { signed_out_at: { N: String(moment.arrivedAt) }, signed_out_iat: { N: String(moment.issuedAt) } };
}
