import { type Candidate, decide, type Existing } from '../core/accounts/policy.ts';
import { normaliseProfile } from '../core/accounts/profile.ts';
import { isEstablished } from '../core/accounts/reauthentication.ts';
import { Problem } from '../core/errors.ts';
import { isSessionActive } from '../core/session-check.ts';
import { recordIssuer } from '../core/storage/provider-issuers.ts';
import { findSession } from '../core/storage/sessions/sessions.ts';
import { TransactionRefused } from '../core/storage/table/errors.ts';
import { findBan } from '../core/storage/users/bans.ts';
import { findExisting, findUserByIdentity } from '../core/storage/users/users.ts';
import { applyDecision } from './apply-decision.ts';
import type { VerifiedIdentity } from './authenticate.ts';
import type { OpenLogin } from './ports.ts';

/** Maximum attempts to write the sign-in, if concurrent writes keep failing the transaction. */
const maxAttempts = 10;

/**
 * Just-in-time provisioning: the account policy decides on a verified identity, and the decision is applied in one
 * transaction. The decision signs a user in, creates an account, links the identity, or refuses. If a concurrent write
 * conflicts (the same person in another tab, the same username), accounts are read and decided on again (optimistic
 * concurrency).
 * @param isIssuerRecorded Whether the table records the provider's issuer. The first identity of a provider's name is
 * written only after the issuer was recorded.
 * @returns Set-Cookie values: that of the new session's cookie, or none if the login only linked an identity.
 * @throws Problem for every refusal; `provider_not_adopted` if another issuer was recorded meanwhile; `login_not_found` if the provider signed the person out during the login.
 */
export async function provision(
  identity: VerifiedIdentity,
  login: OpenLogin,
  isIssuerRecorded: boolean,
): Promise<readonly string[]> {
  const { provider, ports } = login;
  const profile = normaliseProfile(identity.claims, provider.settings.emailTrust, identity.provider);
  const candidate: Candidate = { provider: provider.settings, uid: identity.uid, profile };
  let existing = await find(candidate, login);
  let recorded = isIssuerRecorded;
  let attempt = 0;
  for (let tries = 0; tries < maxAttempts; tries += 1) {
    const decision = decide(candidate, existing, ports.settings.accounts);
    if (!recorded && decision.kind !== 'refuse') {
      await recordIssuer(ports.table, provider.settings, ports.clock());
      recorded = true;
    }
    try {
      return await applyDecision(decision, { identity, candidate, attempt, login });
    } catch (error) {
      if (!(error instanceof TransactionRefused)) throw error;
      const before = existing;
      existing = await find(candidate, login);
      requireRetryable(error.step, before, existing);
      // If only the replaced session has ended meanwhile, the accounts are as they were, and so is the username.
      if (error.step !== 'replaced') attempt += 1;
    }
  }
  throw new Problem('temporarily_unavailable', 'too many conflicting writes');
}

/**
 * Reads the accounts that the account policy's decision depends on. If the login is to link an identity, these include
 * the user who requested the link.
 * @throws Problem `no_session` if the session that requested the link has ended; `reauthentication_required` if the
 * identity that opened it may not change the account's sign-in methods.
 */
async function find(candidate: Candidate, { attempt, ports }: OpenLogin): Promise<Existing> {
  const { table, settings, clock } = ports;
  const { link } = attempt;
  if (link === undefined) return findExisting(table, candidate, settings.accounts);
  const [holder, bannedWith, current] = await Promise.all([
    findUserByIdentity(table, candidate.provider.name, candidate.uid),
    findBan(table, candidate),
    findSession(table, link.userId, link.sessionId),
  ]);
  const now = clock();
  if (current === undefined || !isSessionActive(current, settings.session, now)) {
    throw new Problem('no_session', 'the session that asked to link the provider has ended');
  }
  // The sign-in was recent when the login attempt started, and the attempt's lifetime bounds how long ago that was.
  if (!isEstablished(current.user, current.session.provider, now)) {
    throw new Problem('reauthentication_required', 'the session was not opened with an established identity');
  }
  return { holder, emailHolder: undefined, bannedWith, linkTo: current.user };
}

/**
 * Asserts that a retry can succeed, given the accounts before and after the conflict.
 * @throws Problem `login_not_found` if a tombstone (the record of a logout by the provider) refused the write. It would
 * refuse a retry too.
 */
function requireRetryable(step: string, before: Existing, after: Existing): void {
  // The write of the identity was refused although the identity's user is unchanged. So the reason was a tombstone (the
  // record of a logout) on the identity.
  if (step === 'signed_out' || (step === 'identity' && before.holder?.id === after.holder?.id)) {
    throw new Problem('login_not_found', 'the provider signed the person out during the login');
  }
}
