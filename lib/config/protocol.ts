import { jwsAlgorithms } from '../../functions/core/contract/algorithms.ts';
import { authenticationMethods } from '../../functions/core/contract/client-auth-methods.ts';
import type { ProviderSettings } from '../../functions/core/contract/provider-settings.ts';
import { assertionKeys, readClientAssertion } from './client-assertion.ts';
import type { Field } from './field.ts';
import type { Preset } from './presets.ts';

/** The keys that say how the protocol is spoken with a provider. */
export const protocolKeys = [
  'idTokenSignedResponseAlg',
  'tokenEndpointAuthMethod',
  ...assertionKeys,
  'responseMode',
  'pushedAuthorizationRequests',
  'userinfo',
  'userinfoSignedResponseAlg',
] as const;
type ProtocolKey = (typeof protocolKeys)[number];
/** Those that a preset has a value for. */
type PresetKey = Exclude<ProtocolKey, 'userinfoSignedResponseAlg' | (typeof assertionKeys)[number]>;
type ProtocolSettings = Pick<ProviderSettings, PresetKey | 'userinfoSignedResponseAlg' | 'clientAssertion'>;

/** Values that people may well expect, and what to do instead. */
interface Refused {
  readonly values: readonly string[];
  readonly cure: string;
}
const neverAccepted: Readonly<Partial<Record<PresetKey, Refused>>> = {
  idTokenSignedResponseAlg: {
    values: ['none'],
    cure: 'An unsigned ID token proves nothing: name the algorithm that the provider signs with.',
  },
};

/** Reads how the protocol is spoken with a provider; what is left out is the preset's, and so is all of a fixed one. */
export function readProtocol(key: (name: ProtocolKey) => Field, preset: Preset): ProtocolSettings {
  const own: Pick<ProviderSettings, PresetKey> = preset;
  const read = <Name extends PresetKey>(name: Name, choices: readonly ProviderSettings[Name][]) =>
    readChoice(key(name), preset.fixed === true ? [own[name]] : choices, own[name], neverAccepted[name]);
  const method = read('tokenEndpointAuthMethod', authenticationMethods);
  const userinfo = read('userinfo', ['auto', 'always', 'never']);
  return {
    idTokenSignedResponseAlg: read('idTokenSignedResponseAlg', jwsAlgorithms),
    tokenEndpointAuthMethod: method,
    ...readClientAssertion(key, method, preset),
    responseMode: read('responseMode', ['query', 'form_post']),
    pushedAuthorizationRequests: read('pushedAuthorizationRequests', ['auto', 'always', 'never']),
    userinfo,
    ...readUserinfoSignature(key('userinfoSignedResponseAlg'), userinfo, preset.fixed === true),
  };
}

function readChoice<Choice extends string>(
  field: Field,
  choices: readonly Choice[],
  own: Choice,
  refused: Refused | undefined,
): Choice {
  if (refused?.values.some((value) => value === field.value)) {
    field.refuse(refused.cure);
    return own;
  }
  return field.oneOf(choices, own);
}

/**
 * Reads the algorithm that UserInfo is signed with, where the client is registered so (userinfo_signed_response_alg).
 * @param userinfo When UserInfo is asked.
 * @param fixed Whether that cannot be changed.
 */
function readUserinfoSignature(
  field: Field,
  userinfo: ProviderSettings['userinfo'],
  fixed: boolean,
): Pick<ProviderSettings, 'userinfoSignedResponseAlg'> {
  if (field.absent) return {};
  if (field.value === 'none') {
    field.refuse('An unsigned response proves no more than plain JSON: leave the key out.');
    return {};
  }
  const algorithm = field.oneOf(jwsAlgorithms, jwsAlgorithms[0]);
  if (userinfo !== 'never') return { userinfoSignedResponseAlg: algorithm };
  field.refuse(`UserInfo is never asked here: remove the key${fixed ? '' : ', or set userinfo to auto or always'}.`);
  return {};
}
