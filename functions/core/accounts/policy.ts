import type { AccountRules } from '../contract/settings.ts';
import { Problem } from '../errors.ts';
import { type DomainRules, domainProblem, verifiedDomain } from './email-domain.ts';
import { mailbox, type Profile, verifiedEmailKey } from './profile.ts';
import { signInProblem } from './states.ts';
import { type SyncedProfile, syncProfile } from './sync.ts';
import { identityAt, type User, type UserState } from './user.ts';

/** A person whom a provider vouches for. */
export interface Candidate {
  readonly provider: DomainRules & { readonly name: string };
  readonly uid: string;
  /** From verified claims. */
  readonly profile: Profile;
}

/** What there is in the table that matters. */
export interface Existing {
  /** Who has the identity (provider, uid). */
  readonly holder: User | undefined;
  /** Who has the verified address. */
  readonly emailHolder: User | undefined;
  /** The signed-in user who asked to link the provider, where this is what the login is for. */
  readonly linkTo?: User;
}

/** What is to be done about a person who comes from a provider, and why. */
export type Decision = { readonly reason: string } & (
  | { readonly kind: 'sign_in'; readonly user: User; readonly synced: SyncedProfile | undefined }
  /** Signs in as well, into the account that has the verified address. */
  | { readonly kind: 'auto_link'; readonly user: User; readonly synced: SyncedProfile | undefined }
  | { readonly kind: 'create'; readonly state: UserState; readonly external: boolean }
  /** Changes the account of somebody who is signed in already. */
  | { readonly kind: 'link'; readonly user: User }
  | { readonly kind: 'linked_already'; readonly user: User }
  | { readonly kind: 'refuse'; readonly problem: Problem }
);

/**
 * The account policy: GitLab's lookup order and rules, with verified addresses alone. An e-mail address is never an
 * identity; it leads to an account only where `autoLinkUser` says so.
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

/** Who has the identity, also where it was linked while the other accounts were being read. */
function holderOf({ provider, uid }: Candidate, { holder, emailHolder, linkTo }: Existing): User | undefined {
  const has = (user: User | undefined) => user !== undefined && identityAt(user, provider.name)?.uid === uid;
  return holder ?? [linkTo, emailHolder].find(has);
}

/** A signed-in user asked for it, so neither sign-up nor e-mail address matters. */
function decideLink({ provider }: Candidate, holder: User | undefined, linkTo: User): Decision {
  if (holder?.id === linkTo.id) {
    return { kind: 'linked_already', user: linkTo, reason: 'the account has this identity already' };
  }
  if (holder !== undefined) {
    return refuse(new Problem('identity_taken', 'the identity is a way into another account', about(linkTo)));
  }
  const conflict = anotherIdentity(linkTo, provider.name);
  return conflict ?? { kind: 'link', user: linkTo, reason: 'the signed-in user asked for it' };
}

/** Nobody has the identity: it may lead to the account with the verified address, or to a new one. */
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

/** Look-alike addresses are kept apart from the account's own: they may be other people's. */
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

/** An address that another account has is left out; the rest is kept in step all the same. */
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

/** Refuses where the account has an identity at the provider already, which is not the one that came. */
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
 * The address by which `emailHolder` is looked up: a verified one, where the decision may depend on who has it.
 * @returns undefined where it does not.
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
