import { jwsAlgorithms } from '../../functions/core/contract/algorithms.ts';
import { authenticationMethods } from '../../functions/core/contract/client-auth-methods.ts';
import type { ProviderSettings } from '../../functions/core/contract/provider-settings.ts';
import { assertionKeys, readClientAssertion } from './client-assertion.ts';
import type { Field } from './field.ts';
import type { Preset } from './presets.ts';

/**
 * Keys of a provider that configure OpenID Connect: algorithms, client authentication, response mode, PAR, UserInfo.
 */
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
/** Keys for which the preset of every provider type has a value. */
type PresetKey = Exclude<ProtocolKey, 'userinfoSignedResponseAlg' | (typeof assertionKeys)[number]>;
type ProtocolSettings = Pick<ProviderSettings, PresetKey | 'userinfoSignedResponseAlg' | 'clientAssertion'>;

/** Values of a key that people expect to work but that are never accepted, and the remedy. */
interface Refused {
  readonly values: readonly string[];
  readonly remedy: string;
}
const neverAccepted: Readonly<Partial<Record<PresetKey, Refused>>> = {
  idTokenSignedResponseAlg: {
    values: ['none'],
    remedy: 'An unsigned ID token proves nothing: name the algorithm that the provider signs with.',
  },
};

/**
 * Reads a provider's protocol settings. An absent key has the preset's value. If the preset is fixed, because the
 * provider supports nothing else, any other value is reported.
 */
export function readProtocol(key: (name: ProtocolKey) => Field, preset: Preset): ProtocolSettings {
  const defaults: Pick<ProviderSettings, PresetKey> = preset;
  const read = <Name extends PresetKey>(name: Name, choices: readonly ProviderSettings[Name][]) =>
    readChoice(key(name), preset.fixed === true ? [defaults[name]] : choices, defaults[name], neverAccepted[name]);
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
  fallback: Choice,
  refused: Refused | undefined,
): Choice {
  if (refused?.values.some((value) => value === field.value)) {
    field.refuse(refused.remedy);
    return fallback;
  }
  return field.oneOf(choices, fallback);
}

/**
 * Reads the signature algorithm of UserInfo responses, if the client is registered with one
 * (userinfo_signed_response_alg).
 * @param userinfo When UserInfo is requested: `auto`, `always` or `never`.
 * @param fixed Whether the provider type's preset forbids changing `userinfo`.
 */
function readUserinfoSignature(
  field: Field,
  userinfo: ProviderSettings['userinfo'],
  fixed: boolean,
): Pick<ProviderSettings, 'userinfoSignedResponseAlg'> {
  if (field.absent) return {};
  if (field.value === 'none') {
    field.refuse('An unsigned JWT proves no more than plain JSON: remove the key.');
    return {};
  }
  const algorithm = field.oneOf(jwsAlgorithms, jwsAlgorithms[0]);
  if (userinfo !== 'never') return { userinfoSignedResponseAlg: algorithm };
  field.refuse(
    `UserInfo is never requested from this provider: remove the key${fixed ? '' : ', or set userinfo to auto or always'}.`,
  );
  return {};
}
