import { type Candidate, decide, type Existing } from '../core/accounts/policy.ts';
import { normaliseProfile } from '../core/accounts/profile.ts';
import { Problem } from '../core/errors.ts';
import { isSessionActive } from '../core/session-check.ts';
import { findSession } from '../core/storage/sessions/sessions.ts';
import { TransactionRefused } from '../core/storage/table/errors.ts';
import { findExisting, findUserByIdentity } from '../core/storage/users/users.ts';
import { applyDecision } from './apply-decision.ts';
import type { VerifiedIdentity } from './authenticate.ts';
import type { OpenLogin } from './ports.ts';

/** How often a write may be overtaken by others' before we say that it is too busy just now. */
const maximumTurns = 10;

/**
 * Finds out what is to be done about a verified person and does it, in one transaction: signs in, makes an account,
 * links a provider. Where somebody else's write came first (the same person in another tab, the same username), what is
 * there now is read and decided on again.
 * @returns Set-Cookie values: the session's, but for a link.
 * @throws Problem for every refusal; `login_not_found` where the provider signed the person out meanwhile.
 */
export async function provision(person: VerifiedIdentity, login: OpenLogin): Promise<readonly string[]> {
  const { provider, ports } = login;
  const profile = normaliseProfile(person.claims, provider.settings.emailTrust);
  const candidate: Candidate = { provider: provider.settings, uid: person.uid, profile };
  let existing = await find(candidate, login);
  for (let turn = 0; turn < maximumTurns; turn += 1) {
    const decision = decide(candidate, existing, ports.settings.accounts);
    try {
      return await applyDecision(decision, { person, candidate, turn, login });
    } catch (error) {
      if (!(error instanceof TransactionRefused)) throw error;
      const known = existing;
      existing = await find(candidate, login);
      requireAnotherTurn(error.step, known, existing);
    }
  }
  throw new Problem('temporarily_unavailable', 'overtaken by other writes too often');
}

/** What the decision depends on; for a link with who asked for it, provided that their session is still alive. */
async function find(candidate: Candidate, { attempt, ports }: OpenLogin): Promise<Existing> {
  const { table, settings, clock } = ports;
  const { link } = attempt;
  if (link === undefined) return findExisting(table, candidate, settings.accounts);
  const [holder, current] = await Promise.all([
    findUserByIdentity(table, candidate.provider.name, candidate.uid),
    findSession(table, link.userId, link.sessionId),
  ]);
  if (current === undefined || !isSessionActive(current, settings.session, clock())) {
    throw new Problem('no_session', 'the session that asked to link the provider has ended');
  }
  return { holder, emailHolder: undefined, linkTo: current.user };
}

/**
 * Tells what a refused write means when everything that could have come first has been read anew.
 * @throws Problem where another turn would be refused as well.
 */
function requireAnotherTurn(step: string, before: Existing, after: Existing): void {
  // Nothing about the identity changed, so what refused was the mark that a logout left.
  if (step === 'signed_out' || (step === 'identity' && before.holder?.id === after.holder?.id)) {
    throw new Problem('login_not_found', 'the provider signed the person out while the login was under way');
  }
}
