import { Problem } from '../errors.ts';
import type { AccountRules } from '../names.ts';
import { signInProblem } from './states.ts';
import type { User, UserState } from './user.ts';

/** What is to be done about a person who comes from a provider. */
export type Decision =
  | { readonly kind: 'sign_in'; readonly user: User }
  | { readonly kind: 'create'; readonly state: UserState; readonly external: boolean }
  | { readonly kind: 'refuse'; readonly problem: Problem };

/**
 * GitLab's lookup order, first cut: the identity (provider, subject) if there is one, else a new account where the
 * rules let this provider make one, else a refusal. An e-mail address is never an identity.
 * @param existing The user who has this identity, if any.
 */
export function decide(provider: string, existing: User | undefined, rules: AccountRules): Decision {
  if (existing !== undefined) {
    const problem = signInProblem(existing.state);
    return problem === undefined ? { kind: 'sign_in', user: existing } : { kind: 'refuse', problem };
  }
  if (!rules.allowSingleSignOn.includes(provider)) {
    return { kind: 'refuse', problem: new Problem('sign_up_disabled', 'this provider may not create accounts') };
  }
  return {
    kind: 'create',
    state: rules.blockAutoCreatedUsers ? 'blocked_pending_approval' : 'active',
    external: rules.externalProviders.includes(provider),
  };
}
