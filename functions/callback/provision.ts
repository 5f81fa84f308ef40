import { decide } from '../core/accounts/policy.ts';
import { signInProblem } from '../core/accounts/states.ts';
import type { User } from '../core/accounts/user.ts';
import { Problem } from '../core/errors.ts';
import { TransactionRefused } from '../core/storage/errors.ts';
import { createUser, signInUser } from '../core/storage/sign-ins.ts';
import { findUserByIdentity } from '../core/storage/users.ts';
import type { Person } from './authenticate.ts';
import { newUser } from './new-user.ts';
import type { OpenLogin } from './open-login.ts';
import { openSession } from './open-session.ts';

/** Milliseconds that writing a sign-in may take; it is not begun where less is left, since it cannot be called back. */
export const writeMilliseconds = 3500;
/** How often a write may be overtaken by others' before we say that it is too busy just now. */
const maximumTurns = 10;

/**
 * Signs a verified person in: finds the account or makes one where the rules allow it, and opens a session, in one
 * transaction. Where somebody else's write came first (the same person in another tab, the same username), what is there
 * now is read and decided on again.
 * @returns The session's Set-Cookie value.
 * @throws Problem for every refusal; `login_not_found` where the provider signed the person out meanwhile.
 */
export async function provision(person: Person, login: OpenLogin): Promise<string> {
  const find = () => findUserByIdentity(login.ports.table, person.provider, person.idToken.subject);
  let user = await find();
  for (let turn = 0; turn < maximumTurns; turn += 1) {
    try {
      return await write(user, turn, person, login);
    } catch (error) {
      if (!(error instanceof TransactionRefused)) throw error;
      const known = user;
      user = await find();
      requireAnotherTurn(error.step, known, user);
    }
  }
  throw new Problem('temporarily_unavailable', 'overtaken by other writes too often');
}

/**
 * Tells what a refused write means when everything that could have come first has been read anew.
 * @throws Problem where another turn would be refused as well.
 */
function requireAnotherTurn(step: string, before: User | undefined, after: User | undefined): void {
  if (step === 'email' && after === undefined) {
    throw new Problem('email_taken', 'the verified address belongs to another account');
  }
  // Nothing about the identity changed, so what refused was the mark that a logout left.
  if (step === 'signed_out' || (step === 'identity' && before?.id === after?.id)) {
    throw new Problem('login_not_found', 'the provider signed the person out while the login was under way');
  }
}

async function write(existing: User | undefined, turn: number, person: Person, login: OpenLogin): Promise<string> {
  const { ports, request } = login;
  const decision = decide(person.provider, existing, ports.settings.accounts);
  if (decision.kind === 'refuse') throw decision.problem;
  const user = decision.kind === 'create' ? newUser(person, decision, turn, ports) : decision.user;
  const { signIn, session, cookie } = openSession(user, person, login, await ports.keyring());
  const context = {
    user: user.id,
    provider: person.provider,
    requestId: request.requestId,
    sourceIp: request.sourceIp,
  };

  if (login.deadline.remaining() < writeMilliseconds) {
    throw new Problem('temporarily_unavailable', 'no time is left to write the sign-in');
  }
  if (decision.kind === 'create') {
    const problem = signInProblem(user.state);
    await createUser(ports.table, user, problem === undefined ? { ...signIn, session } : signIn);
    ports.log('info', 'user_created', { ...context, state: user.state });
    if (problem !== undefined) throw problem;
  } else {
    await signInUser(ports.table, user, { ...signIn, session });
  }
  ports.log('info', 'signed_in', { ...context, session: session.id });
  return cookie;
}
