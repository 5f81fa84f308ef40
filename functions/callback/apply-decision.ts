import type { Candidate, Decision } from '../core/accounts/policy.ts';
import { signInProblem } from '../core/accounts/states.ts';
import type { AuditEvent, AuditRecord } from '../core/audit/event.ts';
import { logRecord, originOf, recordsOf } from '../core/audit/record.ts';
import { Problem } from '../core/errors.ts';
import { createUser, linkIdentity, signInUser } from '../core/storage/users/sign-in-transaction.ts';
import type { VerifiedIdentity } from './authenticate.ts';
import { deviceOf } from './device.ts';
import { newUser } from './new-user.ts';
import { openSession } from './open-session.ts';
import { type OpenLogin, writeMilliseconds } from './ports.ts';

/**
 * Input of `applyDecision`: a verified identity, the candidate (person and profile) on whom the account policy decided,
 * and the login.
 */
interface SignInContext {
  readonly identity: VerifiedIdentity;
  readonly candidate: Candidate;
  /**
   * How many attempts to write the sign-in have failed because of the accounts. From 1 on, the suggested username is
   * varied, since it may have been taken.
   */
  readonly attempt: number;
  readonly login: OpenLogin;
}

type DecisionOf<Kind extends Decision['kind']> = Extract<Decision, { readonly kind: Kind }>;

/**
 * Applies the account policy's decision in one transaction: it creates an account, signs a user in, or links an
 * identity.
 * @returns Set-Cookie values: that of the new session's cookie, or none if the login only linked an identity.
 * @throws Problem for a refusal; TransactionRefused if a condition failed, for example because the account has changed
 * since it was read.
 */
export async function applyDecision(decision: Decision, context: SignInContext): Promise<readonly string[]> {
  if (context.login.deadline.remaining() < writeMilliseconds) {
    throw new Problem('temporarily_unavailable', 'no time is left to write the sign-in');
  }
  switch (decision.kind) {
    case 'refuse':
      throw decision.problem;
    case 'create':
      return create(decision, context);
    case 'sign_in':
    case 'auto_link':
      return signIn(decision, context);
    case 'link':
      return link(decision, context);
    case 'linked_already':
      return [];
  }
}

async function create(
  { state, external, reason }: DecisionOf<'create'>,
  context: SignInContext,
): Promise<readonly string[]> {
  const { identity, candidate, attempt, login } = context;
  const { ports, request } = login;
  const { provider, uid } = identity;
  const newcomer = { provider, uid, profile: candidate.profile, state, external, ip: request.sourceIp };
  const user = newUser(newcomer, attempt, ports);
  const { signIn, session, ends, cookie } = await openSession(user, identity, login);
  const problem = signInProblem(user);
  const opened = { event: 'user.signed_in', actor: 'user', session: session.id } as const;
  const records = auditRecords(context, user.id, [
    { event: 'user.created', actor: 'user', to: state, reason },
    ...(problem === undefined ? [...ends, opened] : []),
  ]);
  // A revocation cutoff is never before the last sign-in, so the sign-in has exactly the session's time.
  const signedIn = { currentSignIn: { at: session.createdAt, ip: session.ip } };
  await createUser(
    ports.table,
    { ...user, ...(problem === undefined && signedIn) },
    { ...signIn, ...(problem === undefined && { session }), records },
  );
  logAll(context, records);
  if (problem !== undefined) throw problem;
  return [cookie];
}

async function signIn(
  { kind, user, synced, reason }: DecisionOf<'sign_in' | 'auto_link'>,
  context: SignInContext,
): Promise<readonly string[]> {
  const { identity, login } = context;
  const { ports } = login;
  const { signIn, session, ends, cookie } = await openSession(user, identity, login);
  const links = kind === 'auto_link';
  const records = auditRecords(context, user.id, [
    ...(links ? [{ event: 'identity.linked', actor: 'rule', reason } as const] : []),
    ...(user.state === 'active'
      ? []
      : [{ event: 'user.state_changed', actor: 'user', from: user.state, to: 'active', reason } as const]),
    ...(synced === undefined
      ? []
      : [{ event: 'user.profile_changed', actor: 'provider', attributes: synced.attributes } as const]),
    ...ends,
    { event: 'user.signed_in', actor: 'user', session: session.id },
  ]);
  await signInUser(ports.table, user, { ...signIn, session, records }, { synced, links });
  logAll(context, records);
  return [cookie];
}

async function link({ user, reason }: DecisionOf<'link'>, context: SignInContext): Promise<readonly string[]> {
  const { attempt, request, ports } = context.login;
  const { provider, uid, idToken } = context.identity;
  const moment = { startedAt: attempt.startedAt, authenticatedAt: idToken.authenticatedAt };
  if (attempt.link === undefined) throw new Error('a link that nobody asked for');
  const session = { id: attempt.link.sessionId, provider: attempt.link.provider };
  const records = auditRecords(context, user.id, [
    { event: 'identity.linked', actor: 'user', session: session.id, reason },
    { event: 'sessions.ended', actor: 'user', reason: 'an identity was linked' },
  ]);
  const device = deviceOf(request.userAgent);
  const from = { ip: request.sourceIp, ...(device !== undefined && { device }) };
  const change = { change: 'linked', provider, at: ports.clock(), ...from } as const;
  await linkIdentity(ports.table, user, { change, uid, moment, session, records });
  logAll(context, records);
  return [];
}

function auditRecords(
  { identity, login }: SignInContext,
  user: string,
  events: readonly AuditEvent[],
): readonly AuditRecord[] {
  const { request, ports } = login;
  const { provider } = identity;
  return recordsOf(
    // The end of a replaced session names that session's own user and provider.
    events.map((event) => ({ user, provider, ...event, ...originOf(request) })),
    ports,
  );
}

function logAll({ login }: SignInContext, records: readonly AuditRecord[]): void {
  for (const record of records) logRecord(login.ports.log, record);
}
