import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { User } from '../../accounts/user.ts';
import { type Strength, strengthOf } from '../../oidc/id-token/strength.ts';
import type { Session } from '../../sessions/session.ts';
import { outcomeOf } from '../table/errors.ts';
import { expiresAt, keys } from '../table/keys.ts';
import type { Item, Table, TransactionStep } from '../table/port.ts';
import { queryItems } from '../table/query.ts';
import { userFrom } from '../users/user-item.ts';

/** Attributes of a session's item in the table. */
interface SessionItem extends Strength {
  readonly id: string;
  readonly user_id: string;
  readonly provider: string;
  readonly sid?: string;
  readonly created_at: number;
  readonly started_at: number;
  readonly authenticated_at: number;
  readonly attempt: string;
  readonly last_seen_at: number;
  readonly ends_at: number;
  readonly user_agent: string;
  readonly device?: string;
  readonly ip: string;
  readonly end_session_endpoint?: string;
  readonly id_token?: string;
}

/** Converts a session to its item. DynamoDB's TTL deletes the item some time after the session's absolute end. */
export function sessionItem(session: Session): Item {
  const item: SessionItem = {
    id: session.id,
    user_id: session.userId,
    provider: session.provider,
    ...(session.sid !== undefined && { sid: session.sid }),
    created_at: session.createdAt,
    started_at: session.signIn.startedAt,
    authenticated_at: session.signIn.authenticatedAt,
    ...strengthOf(session),
    attempt: session.attempt,
    last_seen_at: session.lastSeenAt,
    ends_at: session.endsAt,
    user_agent: session.userAgent,
    ...(session.device !== undefined && { device: session.device }),
    ip: session.ip,
    ...(session.endSessionEndpoint !== undefined && { end_session_endpoint: session.endSessionEndpoint }),
    ...(session.sealedIdToken !== undefined && { id_token: session.sealedIdToken }),
  };
  return { ...keys.session(session.userId, session.id), ...expiresAt(session.endsAt), ...marshall(item) };
}

function sessionFrom(item: Item): Session {
  const stored = unmarshall(item) as SessionItem;
  return {
    id: stored.id,
    userId: stored.user_id,
    provider: stored.provider,
    ...(stored.sid !== undefined && { sid: stored.sid }),
    createdAt: stored.created_at,
    signIn: { startedAt: stored.started_at, authenticatedAt: stored.authenticated_at },
    ...strengthOf(stored),
    attempt: stored.attempt,
    lastSeenAt: stored.last_seen_at,
    endsAt: stored.ends_at,
    userAgent: stored.user_agent,
    ...(stored.device !== undefined && { device: stored.device }),
    ip: stored.ip,
    ...(stored.end_session_endpoint !== undefined && { endSessionEndpoint: stored.end_session_endpoint }),
    ...(stored.id_token !== undefined && { sealedIdToken: stored.id_token }),
  };
}

/** Reads a session and its user in one consistent read; undefined unless both exist. */
export async function findSession(
  table: Table,
  userId: string,
  sessionId: string,
): Promise<{ readonly user: User; readonly session: Session } | undefined> {
  const items = await table.batchGet([keys.user(userId), keys.session(userId, sessionId)]);
  const user = items.find((item) => item['sk']?.S === 'PROFILE');
  const session = items.find((item) => item['sk']?.S !== 'PROFILE');
  return user && session && { user: userFrom(user), session: sessionFrom(session) };
}

/**
 * Records the use of a session, which extends its idle expiry. If the session was deleted meanwhile, the write does not
 * create it again.
 * @returns Whether the session still exists.
 */
export async function recordLastSeen(table: Table, session: Session, now: number): Promise<boolean> {
  const { done } = await outcomeOf(
    table.update({
      Key: keys.session(session.userId, session.id),
      UpdateExpression: 'SET last_seen_at = :now',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':now': { N: String(now) } },
    }),
  );
  return done;
}

/**
 * The fields that deleting a session requires: its user and id, and the provider and `sid` of the provider's session
 * that covers it.
 */
export type SessionReference = Pick<Session, 'userId' | 'id' | 'provider' | 'sid'>;

/**
 * Steps that delete a session's item, and the item that assigns it to the provider's session.
 * @param condition Condition of deleting the session's item.
 */
export function deletionSteps(
  { userId, id, provider, sid }: SessionReference,
  condition: { readonly ConditionExpression?: string } = {},
): readonly TransactionStep[] {
  const covering = {
    name: 'provider session',
    write: { Delete: { Key: keys.providerSession(provider, sid ?? '', id) } },
  };
  return [
    { name: 'session', write: { Delete: { Key: keys.session(userId, id), ...condition } } },
    ...(sid === undefined ? [] : [covering]),
  ];
}

/** Reads the items of one partition whose sort key is that of a session, page by page. */
export function sessionItems(table: Table, partition: AttributeValue): AsyncGenerator<Item, void, undefined> {
  return queryItems(table, {
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sessions)',
    ExpressionAttributeValues: { ':pk': partition, ':sessions': { S: 'SESSION#' } },
  });
}

/** Lists all of a user's sessions that have an item, including expired and revoked ones. */
export async function listSessions(table: Table, userId: string): Promise<readonly Session[]> {
  const sessions: Session[] = [];
  for await (const item of sessionItems(table, keys.user(userId).pk)) sessions.push(sessionFrom(item));
  return sessions;
}
