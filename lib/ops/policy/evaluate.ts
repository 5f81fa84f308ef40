import { type Decision, decide, type Existing } from '../../../functions/core/accounts/policy.ts';
import { normaliseProfile, type Profile } from '../../../functions/core/accounts/profile.ts';
import type { ProviderSettings } from '../../../functions/core/contract/provider-settings.ts';
import type { AccountRules } from '../../../functions/core/contract/settings.ts';
import { Problem } from '../../../functions/core/errors.ts';
import type { Claims } from '../../../functions/core/oidc/claims.ts';
import { identityKey } from '../../../functions/core/oidc/identity-key.ts';
import { requireClaimValues } from '../../../functions/core/oidc/required-claim-values.ts';
import { requireClaims } from '../../../functions/core/oidc/required-claims.ts';
import { parseScope } from '../../../functions/core/oidc/scopes.ts';
import { checkIssuer } from '../../../functions/core/oidc/token-claims/issuer.ts';
import { readSubject } from '../../../functions/core/oidc/token-claims/subject.ts';
import type { Table } from '../../../functions/core/storage/table/port.ts';
import { requireUsableProvider } from '../../../functions/core/storage/usable-providers.ts';
import { findExisting } from '../../../functions/core/storage/users/users.ts';

/** Decision of the provisioning policy on a sign-in, with the input of the decision. */
export interface PolicyEvaluation {
  readonly decision: Decision;
  readonly profile: Profile;
  /** The user's id at the provider; absent if the claims have no valid subject. */
  readonly uid?: string;
  /** Accounts in the table that match the claims; absent if the sign-in was refused before the accounts were read. */
  readonly existing?: Existing;
}

/**
 * Evaluates the claims of an ID token by the provisioning policy, as the callback function does after it has verified
 * the token. Writes nothing.
 * @throws an error (`Problem`) with the code `temporarily_unavailable` if the table cannot be read.
 */
export async function evaluatePolicy(
  claims: Claims,
  provider: ProviderSettings,
  rules: AccountRules,
  table: Table,
): Promise<PolicyEvaluation> {
  const profile = normaliseProfile(claims, provider.emailTrust, provider.name);
  let known: Omit<PolicyEvaluation, 'decision'> = { profile };
  try {
    await requireUsableProvider(table, provider);
    const uid = uidOf(claims, provider);
    known = { ...known, uid };
    requireClaimValues(provider.requiredClaims, [claims]);
    requireClaims(parseScope(provider.scope), claims, provider.emailTrust);
    const candidate = { provider, uid, profile };
    const existing = await findExisting(table, candidate, rules);
    return { ...known, existing, decision: decide(candidate, existing, rules) };
  } catch (error) {
    if (!(error instanceof Problem) || error.code === 'temporarily_unavailable') throw error;
    return { ...known, decision: { kind: 'refuse', problem: error, reason: error.message } };
  }
}

/**
 * The user's id at the provider. The issuer is checked only if the claims include `iss`, so that handwritten claims may
 * omit it.
 */
function uidOf(claims: Claims, provider: ProviderSettings): string {
  if (claims['iss'] !== undefined) checkIssuer(claims, provider);
  return identityKey({ subject: readSubject(claims), claims }, provider.identityKey);
}
