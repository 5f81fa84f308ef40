import { idTokenAlgorithms } from '../../functions/core/contract/algorithms.ts';
import type { ProviderSettings } from '../../functions/core/contract/provider-settings.ts';
import type { Field } from './field.ts';

/**
 * Reads the algorithm that UserInfo is signed with, where the client is registered so (userinfo_signed_response_alg).
 * @param userinfo When UserInfo is asked.
 * @param fixed Whether that cannot be changed.
 */
export function readUserinfoSignature(
  field: Field,
  userinfo: ProviderSettings['userinfo'],
  fixed: boolean,
): Pick<ProviderSettings, 'userinfoSignedResponseAlg'> {
  if (field.absent) return {};
  if (field.value === 'none') {
    field.refuse('An unsigned response proves no more than plain JSON: leave the key out.');
    return {};
  }
  const algorithm = field.oneOf(idTokenAlgorithms, idTokenAlgorithms[0]);
  if (userinfo !== 'never') return { userinfoSignedResponseAlg: algorithm };
  field.refuse(`UserInfo is never asked here: remove the key${fixed ? '' : ', or set userinfo to auto or always'}.`);
  return {};
}
