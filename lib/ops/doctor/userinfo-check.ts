import type { JwsAlgorithm } from '../../../functions/core/contract/algorithms.ts';
import type { Claims } from '../../../functions/core/oidc/claims.ts';
import { type Finding, ok, warning, wrong } from './finding.ts';

/** Whether UserInfo can be signed as configured (OpenID Connect Discovery 1.0 section 3); the list may be left out. */
export function checkUserinfo(
  { userinfo_signing_alg_values_supported: supported }: Claims,
  algorithm: JwsAlgorithm,
): Finding {
  if (!Array.isArray(supported)) {
    return warning(
      'the metadata does not say that UserInfo can be signed',
      `see at the provider that it is, with ${algorithm}`,
    );
  }
  if (supported.includes(algorithm)) return ok(`it can be signed with ${algorithm}`);
  return wrong(
    `it can be signed with ${supported.join(', ')} and not with ${algorithm}`,
    'set userinfoSignedResponseAlg to what the client has at the provider, or remove it, and deploy',
  );
}
