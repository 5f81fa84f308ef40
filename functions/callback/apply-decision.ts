import type { Candidate, Decision } from '../core/accounts/policy.ts';
import { signInProblem } from '../core/accounts/states.ts';
import type { AuditEvent, AuditRecord } from '../core/audit/event.ts';
import { logRecord, originOf, recordsOf } from '../core/audit/record.ts';
import { Problem } from '../core/errors.ts';
import { createUser, linkIdentity, signInUser } from '../core/storage/users/sign-ins.ts';
import type { VerifiedIdentity } from './authenticate.ts';
import { newUser } from './new-user.ts';
import { openSession } from './open-session.ts';
import { type OpenLogin, writeMilliseconds } from './ports.ts';

/** A person to be seen to. */
interface SignInContext {
  readonly person: VerifiedIdentity;
  readonly candidate: Candidate;
  /** How often this was tried before. */
  readonly turn: number;
  readonly login: OpenLogin;
}

type DecisionOf<Kind extends Decision['kind']> = Extract<Decision, { readonly kind: Kind }>;

/**
 * Does what the policy decided.
 * @returns Set-Cookie values.
 * @throws Problem for a refusal; TransactionRefused where the account is not as it was read.
 */
export async function applyDecision(decision: Decision, of: SignInContext): Promise<readonly string[]> {
  if (of.login.deadline.remaining() < writeMilliseconds) {
    throw new Problem('temporarily_unavailable', 'no time is left to write the sign-in');
  }
  switch (decision.kind) {
    case 'refuse':
      throw decision.problem;
    case 'create':
      return create(decision, of);
    case 'sign_in':
    case 'auto_link':
      return signIn(decision, of);
    case 'link':
      return link(decision, of);
    case 'linked_already':
      return [];
  }
}

async function create(
  { state, external, reason }: DecisionOf<'create'>,
  of: SignInContext,
): Promise<readonly string[]> {
  const { person, candidate, turn, login } = of;
  const { ports, request } = login;
  const { provider, uid } = person;
  const newcomer = { provider, uid, profile: candidate.profile, state, external, ip: request.sourceIp };
  const user = newUser(newcomer, turn, ports);
  const { signIn, session, cookie } = await openSession(user, person, login);
  const problem = signInProblem(user);
  const records = trail(of, user.id, [
    { event: 'user.created', actor: 'user', to: state, reason },
    ...(problem === undefined ? [{ event: 'user.signed_in', actor: 'user', session: session.id } as const] : []),
  ]);
  await createUser(ports.table, user, { ...signIn, ...(problem === undefined && { session }), records });
  logAll(of, records);
  if (problem !== undefined) throw problem;
  return [cookie];
}

async function signIn(
  { kind, user, synced, reason }: DecisionOf<'sign_in' | 'auto_link'>,
  of: SignInContext,
): Promise<readonly string[]> {
  const { person, login } = of;
  const { ports } = login;
  const { signIn, session, cookie } = await openSession(user, person, login);
  const links = kind === 'auto_link';
  const records = trail(of, user.id, [
    ...(links ? [{ event: 'identity.linked', actor: 'rule', reason } as const] : []),
    ...(user.state === 'active'
      ? []
      : [{ event: 'user.state_changed', actor: 'user', from: user.state, to: 'active', reason } as const]),
    ...(synced === undefined
      ? []
      : [{ event: 'user.profile_changed', actor: 'provider', attributes: synced.attributes } as const]),
    { event: 'user.signed_in', actor: 'user', session: session.id },
  ]);
  await signInUser(ports.table, user, { ...signIn, session, records }, { synced, links });
  logAll(of, records);
  return [cookie];
}

async function link({ user, reason }: DecisionOf<'link'>, of: SignInContext): Promise<readonly string[]> {
  const { attempt, ports } = of.login;
  const { provider, uid, idToken } = of.person;
  const moment = { startedAt: attempt.startedAt, authenticatedAt: idToken.authenticatedAt };
  if (attempt.link === undefined) throw new Error('a link that nobody asked for');
  const { sessionId, provider: sessionProvider } = attempt.link;
  const records = trail(of, user.id, [{ event: 'identity.linked', actor: 'user', session: sessionId, reason }]);
  await linkIdentity(ports.table, user, {
    provider,
    uid,
    moment,
    sessionId,
    sessionProvider,
    at: ports.clock(),
    records,
  });
  logAll(of, records);
  return [];
}

function trail({ person, login }: SignInContext, user: string, events: readonly AuditEvent[]): readonly AuditRecord[] {
  const { request, ports } = login;
  const { provider } = person;
  return recordsOf(
    events.map((event) => ({ ...event, user, provider, ...originOf(request) })),
    ports,
  );
}

function logAll({ login }: SignInContext, records: readonly AuditRecord[]): void {
  for (const record of records) logRecord(login.ports.log, record);
}
