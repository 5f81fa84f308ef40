import type { JwsAlgorithm } from '../../../functions/core/contract/algorithms.ts';
import type { Claims } from '../../../functions/core/oidc/claims.ts';
import { type Finding, ok, warning, wrong } from './finding.ts';

/** Whether UserInfo can be signed as configured; the list is optional (OpenID Connect Discovery 1.0 section 3). */
export function checkUserinfo(
  { userinfo_signing_alg_values_supported: supported }: Claims,
  algorithm: JwsAlgorithm,
): Finding {
  if (!Array.isArray(supported)) {
    return warning(
      'the metadata does not list signing algorithms of UserInfo',
      `check at the provider that it is signed with ${algorithm}`,
    );
  }
  if (supported.includes(algorithm)) return ok(`it can be signed with ${algorithm}`);
  return wrong(
    `it can be signed with ${supported.join(', ')}, not with ${algorithm}`,
    'set userinfoSignedResponseAlg to that of the client registration, or remove it, and deploy',
  );
}
