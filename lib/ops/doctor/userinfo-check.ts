import type { JwsAlgorithm } from '../../../functions/core/contract/algorithms.ts';
import type { Claims } from '../../../functions/core/oidc/claims.ts';
import { type Finding, ok, warning, wrong } from './finding.ts';

/**
 * Whether the provider can sign UserInfo responses with the configured algorithm. The metadata may omit the list of
 * algorithms (OpenID Connect Discovery 1.0 section 3). If the list is missing, the finding is only a warning, because
 * the provider may support the algorithm all the same.
 */
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
