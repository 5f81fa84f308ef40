import type { AccountRules, SyncableAttribute } from '../contract/settings.ts';
import { Problem } from '../errors.ts';
import { banProblem } from './ban.ts';
import { type DomainRules, domainProblem, verifiedDomain } from './email-domain.ts';
import { type Profile, verifiedEmailKey } from './profile.ts';
import { type LinkRules, linkingProblem } from './sign-in-methods.ts';
import { signInProblem } from './states.ts';
import { type SyncedProfile, syncProfile } from './sync.ts';
import { identityAt, type User, type UserState } from './user.ts';
import { confirmsAddress, isSameMailbox } from './vouching.ts';

/** A person whom a provider has authenticated, before an account is chosen. */
export interface Candidate {
  readonly provider: DomainRules & LinkRules;
  readonly uid: string;
  /** The person's profile, from the claims of the ID token and of UserInfo. */
  readonly profile: Profile;
}

/** The accounts in the table that the account policy's decision depends on. */
export interface Existing {
  /** The user who has the candidate's identity (provider and `uid`). */
  readonly holder: User | undefined;
  /** The user whose account has the candidate's verified email address as its own. */
  readonly emailHolder: User | undefined;
  /**
   * Identifier of an account that was banned everywhere, with the candidate's identity or email address among what was
   * banned. It is read only if nobody has the identity, or to link it.
   */
  readonly bannedWith?: string | undefined;
  /** The signed-in user who asked to link the provider. Absent if the login is an ordinary sign-in. */
  readonly linkTo?: User;
}

/** The account policy's decision on a person whom a provider has authenticated, with the reason for the audit log. */
export type Decision = { readonly reason: string } & (
  | { readonly kind: 'sign_in'; readonly user: User; readonly synced: SyncedProfile | undefined }
  /** Links the identity to the account that has the same verified email address, and signs the user in. */
  | { readonly kind: 'auto_link'; readonly user: User; readonly synced: SyncedProfile | undefined }
  | { readonly kind: 'create'; readonly state: UserState; readonly external: boolean }
  /** Links the identity to the account of the signed-in user who asked for it. */
  | { readonly kind: 'link'; readonly user: User }
  | { readonly kind: 'linked_already'; readonly user: User }
  | { readonly kind: 'refuse'; readonly problem: Problem }
);

/**
 * The account policy (just-in-time provisioning). It follows GitLab's order of lookups and GitLab's rules, but uses
 * only verified email addresses. An email address is never an identity. An account is selected by email address only if
 * `autoLinkUser` lists the provider.
 */
export function decide(candidate: Candidate, existing: Existing, rules: AccountRules): Decision {
  const domain = domainProblem(candidate.profile, candidate.provider);
  if (domain !== undefined) return refuse(domain);
  const holder = holderOf(candidate, existing);
  if (existing.linkTo !== undefined) return decideLink(candidate, holder, existing, existing.linkTo);
  if (holder !== undefined) {
    return signIn('sign_in', holder, candidate, existing, rules, 'the account has this identity');
  }
  return decideNewcomer(candidate, existing, rules);
}

/**
 * The user who has the identity. The reads are not one transaction: if the identity was linked after the read of
 * `holder`, only `linkTo` or `emailHolder` has it.
 */
function holderOf({ provider, uid }: Candidate, { holder, emailHolder, linkTo }: Existing): User | undefined {
  const has = (user: User | undefined) => user !== undefined && identityAt(user, provider.name)?.uid === uid;
  return holder ?? [linkTo, emailHolder].find(has);
}

/**
 * Decides on a link that a signed-in user asked for. The user's consent is explicit, so neither the sign-up rules nor
 * the email address matter. The provider must be one that users may link.
 */
function decideLink(
  { provider }: Candidate,
  holder: User | undefined,
  { bannedWith }: Existing,
  linkTo: User,
): Decision {
  if (holder?.id === linkTo.id) {
    return { kind: 'linked_already', user: linkTo, reason: 'the account has this identity already' };
  }
  const problem = linkingProblem(provider);
  if (problem !== undefined) return refuse(problem);
  if (holder !== undefined) {
    return refuse(new Problem('identity_taken', 'the identity belongs to another account', about(linkTo)));
  }
  const banned = banProblem(bannedWith);
  if (banned !== undefined) return refuse(banned);
  const conflict = anotherIdentity(linkTo, provider.name);
  return conflict ?? { kind: 'link', user: linkTo, reason: 'the signed-in user asked for it' };
}

/**
 * Decides on a person whose identity no user has. The identity is linked to the account with the same verified email
 * address, or a new account is created, or the sign-in is refused.
 */
function decideNewcomer(candidate: Candidate, existing: Existing, rules: AccountRules): Decision {
  const { provider, profile } = candidate;
  const { emailHolder, bannedWith } = existing;
  const banned = banProblem(bannedWith);
  if (banned !== undefined) return refuse(banned);
  if (emailHolder !== undefined && rules.autoLinkUser.includes(provider.name) && ownsMailbox(emailHolder, profile)) {
    const reason = 'autoLinkUser lists the provider, and the account has the verified address';
    return (
      anotherIdentity(emailHolder, provider.name) ??
      signIn('auto_link', emailHolder, candidate, existing, rules, reason)
    );
  }
  if (!rules.allowSingleSignOn.includes(provider.name)) {
    return refuse(new Problem('sign_up_disabled', 'nobody has the identity, and allowSingleSignOn lacks the provider'));
  }
  if (emailHolder !== undefined) {
    const lacks = rules.autoLinkUser.includes(provider.name)
      ? 'its own is only alike'
      : 'autoLinkUser lacks the provider';
    return refuse(new Problem('email_taken', `another account has the verified address, and ${lacks}`));
  }
  const external = rules.externalProviders.includes(provider.name);
  return { kind: 'create', external, ...firstState(profile, rules) };
}

function ownsMailbox({ profile: held }: User, claimed: Profile): boolean {
  return held.emailVerified && isSameMailbox(held, claimed);
}

function firstState(profile: Profile, rules: AccountRules): { readonly state: UserState; readonly reason: string } {
  if (!rules.blockAutoCreatedUsers) return { state: 'active', reason: 'allowSingleSignOn lists the provider' };
  const domain = verifiedDomain(profile);
  if (domain !== undefined && rules.autoApprove.includes(domain)) {
    return { state: 'active', reason: "autoApprove lists the verified address's domain" };
  }
  return { state: 'blocked_pending_approval', reason: 'blockAutoCreatedUsers: new accounts wait for approval' };
}

function signIn(
  kind: 'sign_in' | 'auto_link',
  user: User,
  candidate: Candidate,
  existing: Existing,
  rules: AccountRules,
  reason: string,
): Decision {
  const problem = signInProblem(user);
  if (problem !== undefined) return refuse(problem);
  const wakes = user.state === 'deactivated' ? ', and wakes from deactivation' : '';
  return { kind, user, synced: synced(user, candidate, existing, rules), reason: `${reason}${wakes}` };
}

/**
 * The account's profile after the sign-in, if the configuration syncs profiles from this provider. Without that, the
 * account's email address is still marked as verified if this is the first provider that vouches for it. The email
 * address stays as it is if another account has it.
 */
function synced(
  user: User,
  { provider, profile }: Candidate,
  { emailHolder }: Existing,
  rules: AccountRules,
): SyncedProfile | undefined {
  const attributes = syncedAttributes(provider.name, rules);
  if (emailHolder !== undefined && emailHolder.id !== user.id) {
    return syncProfile(
      user.profile,
      profile,
      attributes.filter((attribute) => attribute !== 'email'),
    );
  }
  if (attributes.includes('email') || !confirmsAddress(user.profile, profile)) {
    return syncProfile(user.profile, profile, attributes);
  }
  const { email = '' } = user.profile;
  return syncProfile(user.profile, { ...profile, email }, [...attributes, 'email']);
}

function syncedAttributes(
  provider: string,
  { syncProfileFromProvider, syncProfileAttributes }: AccountRules,
): readonly SyncableAttribute[] {
  return syncProfileFromProvider.includes(provider) ? syncProfileAttributes : [];
}

/**
 * Refuses if the account already has an identity at this provider, since an account can have only one. The result is
 * undefined if it has none.
 */
function anotherIdentity(user: User, provider: string): Decision | undefined {
  if (identityAt(user, provider) === undefined) return undefined;
  return refuse(new Problem('another_identity_linked', 'the account has another identity there', about(user)));
}

function about({ id }: User): { readonly log: Record<string, unknown> } {
  return { log: { user: id } };
}

function refuse(problem: Problem): Decision {
  return { kind: 'refuse', problem, reason: problem.message };
}

/**
 * The key of the person's verified email address, by which `emailHolder` is looked up. That lookup is needed only if no
 * user has the identity, or if the sign-in may change the account's email address.
 * @returns undefined if the decision does not depend on the email address, so that no lookup is needed.
 */
export function decidingAddress(
  { provider, profile }: Pick<Candidate, 'provider' | 'profile'>,
  holder: User | undefined,
  rules: AccountRules,
): string | undefined {
  const key = verifiedEmailKey(profile);
  if (holder === undefined) return key;
  const mayChange =
    syncedAttributes(provider.name, rules).includes('email') || confirmsAddress(holder.profile, profile);
  return mayChange && key !== verifiedEmailKey(holder.profile) ? key : undefined;
}
