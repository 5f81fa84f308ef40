import type { AccountRules } from '../contract/settings.ts';
import { Problem } from '../errors.ts';
import { type DomainRules, domainProblem, verifiedDomain } from './email-domain.ts';
import { mailbox, type Profile, verifiedEmailKey } from './profile.ts';
import { signInProblem } from './states.ts';
import { type SyncedProfile, syncProfile } from './sync.ts';
import { identityAt, type User, type UserState } from './user.ts';

/** A person whom a provider has authenticated. */
export interface Candidate {
  readonly provider: DomainRules & { readonly name: string };
  readonly uid: string;
  /** From verified claims. */
  readonly profile: Profile;
}

/** The accounts in the table that the decision depends on. */
export interface Existing {
  /** The user with the identity (provider, uid). */
  readonly holder: User | undefined;
  /** The user with the verified email address. */
  readonly emailHolder: User | undefined;
  /** The signed-in user who asked to link the provider, if the login is for that. */
  readonly linkTo?: User;
}

/** The account policy's decision for a person whom a provider has authenticated, with its reason. */
export type Decision = { readonly reason: string } & (
  | { readonly kind: 'sign_in'; readonly user: User; readonly synced: SyncedProfile | undefined }
  /** Links the identity to the account with the verified email address, and signs in. */
  | { readonly kind: 'auto_link'; readonly user: User; readonly synced: SyncedProfile | undefined }
  | { readonly kind: 'create'; readonly state: UserState; readonly external: boolean }
  /** Links the identity to the account of a signed-in user. */
  | { readonly kind: 'link'; readonly user: User }
  | { readonly kind: 'linked_already'; readonly user: User }
  | { readonly kind: 'refuse'; readonly problem: Problem }
);

/**
 * The account policy (just-in-time provisioning): GitLab's lookup order and rules, with verified email addresses only. An
 * email address is never an identity; it leads to an account only if `autoLinkUser` lists the provider.
 */
export function decide(candidate: Candidate, existing: Existing, rules: AccountRules): Decision {
  const domain = domainProblem(candidate.profile, candidate.provider);
  if (domain !== undefined) return refuse(domain);
  const holder = holderOf(candidate, existing);
  if (existing.linkTo !== undefined) return decideLink(candidate, holder, existing.linkTo);
  if (holder !== undefined) {
    return signIn('sign_in', holder, candidate, existing, rules, 'the account has this identity');
  }
  return decideNewcomer(candidate, existing, rules);
}

/** The user with the identity, even if it was linked while the other accounts were being read. */
function holderOf({ provider, uid }: Candidate, { holder, emailHolder, linkTo }: Existing): User | undefined {
  const has = (user: User | undefined) => user !== undefined && identityAt(user, provider.name)?.uid === uid;
  return holder ?? [linkTo, emailHolder].find(has);
}

/** A signed-in user asked for the link, so neither sign-up rules nor email address matter. */
function decideLink({ provider }: Candidate, holder: User | undefined, linkTo: User): Decision {
  if (holder?.id === linkTo.id) {
    return { kind: 'linked_already', user: linkTo, reason: 'the account has this identity already' };
  }
  if (holder !== undefined) {
    return refuse(new Problem('identity_taken', 'the identity belongs to another account', about(linkTo)));
  }
  const conflict = anotherIdentity(linkTo, provider.name);
  return conflict ?? { kind: 'link', user: linkTo, reason: 'the signed-in user asked for it' };
}

/** No user has the identity: it may be linked to the account with the verified email address, or create a new one. */
function decideNewcomer(candidate: Candidate, existing: Existing, rules: AccountRules): Decision {
  const { provider, profile } = candidate;
  const { emailHolder } = existing;
  if (emailHolder !== undefined && rules.autoLinkUser.includes(provider.name) && sameMailbox(profile, emailHolder)) {
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

/** Look-alike addresses do not count as the account's own: they may be other people's. */
function sameMailbox({ email }: Profile, { profile: { email: held } }: User): boolean {
  return email !== undefined && held !== undefined && mailbox(email) === mailbox(held);
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

/** An email address that another account has is not synced; the other attributes are. */
function synced(
  user: User,
  { provider, profile }: Candidate,
  { emailHolder }: Existing,
  { syncProfileFromProvider, syncProfileAttributes }: AccountRules,
): SyncedProfile | undefined {
  if (!syncProfileFromProvider.includes(provider.name)) return undefined;
  const taken = emailHolder !== undefined && emailHolder.id !== user.id;
  const attributes = syncProfileAttributes.filter((attribute) => !(taken && attribute === 'email'));
  return syncProfile(user.profile, profile, attributes);
}

/** Refuses if the account already has another identity at the provider. */
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
 * The verified email address by which `emailHolder` is looked up, if the decision may depend on it.
 * @returns undefined if it does not.
 */
export function decidingAddress(
  { provider, profile }: Pick<Candidate, 'provider' | 'profile'>,
  holder: User | undefined,
  rules: AccountRules,
): string | undefined {
  const key = verifiedEmailKey(profile);
  if (holder === undefined) return key;
  const follows =
    rules.syncProfileFromProvider.includes(provider.name) && rules.syncProfileAttributes.includes('email');
  return follows && key !== verifiedEmailKey(holder.profile) ? key : undefined;
}
