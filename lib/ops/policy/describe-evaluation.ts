import { withDisplayName } from '../../../functions/core/accounts/profile.ts';
import type { SyncedProfile } from '../../../functions/core/accounts/sync.ts';
import type { User } from '../../../functions/core/accounts/user.ts';
import { suggestedUsername, usernameCandidate } from '../../../functions/core/accounts/username.ts';
import type { ProviderSettings } from '../../../functions/core/contract/provider-settings.ts';
import type { AccountRules } from '../../../functions/core/contract/settings.ts';
import { keys } from '../../../functions/core/storage/table/keys.ts';
import type { Table } from '../../../functions/core/storage/table/port.ts';
import type { PolicyEvaluation } from './evaluate.ts';

/** Formats the result of `policy explain`. */
export async function describeEvaluation(
  judgement: PolicyEvaluation,
  provider: ProviderSettings,
  rules: AccountRules,
  table: Table,
): Promise<object> {
  const { decision, profile, uid } = judgement;
  return {
    decision: decision.kind,
    code: decision.kind === 'refuse' ? decision.problem.code : undefined,
    claim: decision.kind === 'refuse' ? decision.problem.details.claim : undefined,
    reason: decision.reason,
    provider: provider.name,
    uid,
    email: profile.email,
    email_verified: profile.emailVerified,
    account: describeAccount(judgement),
    writes: await describeWrites(judgement, table),
    rules: describeRules(judgement, provider, rules),
  };
}

/** The account that matches the claims or conflicts with them; undefined if there is none. */
function describeAccount({ decision, existing }: PolicyEvaluation): object | undefined {
  const user = 'user' in decision ? decision.user : (existing?.holder ?? existing?.emailHolder);
  return user && { id: user.id, username: user.username, state: user.state };
}

async function describeWrites({ decision, profile }: PolicyEvaluation, table: Table): Promise<object | undefined> {
  switch (decision.kind) {
    case 'create':
      return {
        username: await usernameFor(suggestedUsername(withDisplayName(profile)), table),
        state: decision.state,
        external: decision.external,
        session: decision.state === 'active',
      };
    case 'sign_in':
      return describeSignIn(decision.user, decision.synced);
    case 'auto_link':
      return { linked: true, ...describeSignIn(decision.user, decision.synced) };
    default:
      return undefined;
  }
}

function describeSignIn({ state, signInCount }: User, synced: SyncedProfile | undefined): object {
  return {
    state: state === 'active' ? undefined : 'active',
    attributes: synced?.attributes,
    sign_in_count: signInCount + 1,
    session: true,
  };
}

/**
 * The username that a new account would have: the first candidate that no account has. If the first four candidates are
 * in use, the result is a description, because the callback function would then append six random digits.
 */
async function usernameFor(suggestion: string, table: Table): Promise<string> {
  for (let attempt = 0; attempt < 4; attempt += 1) {
    const name = usernameCandidate(suggestion, attempt, () => 0);
    if ((await table.get({ Key: keys.username(name) })).Item === undefined) return name;
  }
  return `${suggestion} and six digits`;
}

/** The provisioning rules that were applied to the claims, with their configured values. */
function describeRules(
  { decision, existing }: PolicyEvaluation,
  { scope, requiredClaims, allowedEmailDomains, blockedEmailDomains }: ProviderSettings,
  rules: AccountRules,
): object {
  const waits = decision.kind === 'create' && rules.blockAutoCreatedUsers;
  return {
    scope,
    ...(Object.keys(requiredClaims).length > 0 && { requiredClaims }),
    ...(allowedEmailDomains.length > 0 && { allowedEmailDomains }),
    ...(blockedEmailDomains.length > 0 && { blockedEmailDomains }),
    ...(existing !== undefined && existing.holder === undefined && newcomerRules(rules)),
    ...(waits && { autoApprove: rules.autoApprove }),
    ...('synced' in decision && {
      syncProfileFromProvider: rules.syncProfileFromProvider,
      syncProfileAttributes: rules.syncProfileAttributes,
    }),
  };
}

function newcomerRules({ autoLinkUser, allowSingleSignOn, blockAutoCreatedUsers, externalProviders }: AccountRules) {
  return { autoLinkUser, allowSingleSignOn, blockAutoCreatedUsers, externalProviders };
}
