import { isAsymmetric } from '../../functions/core/contract/algorithms.ts';
import {
  authenticationMethods,
  type ClientAuthMethod,
  clientAuthMethods,
} from '../../functions/core/contract/client-auth-methods.ts';
import {
  type ClientAssertionRules,
  type ProviderSettings,
  tenantPlaceholder,
} from '../../functions/core/contract/provider-settings.ts';
import { clientSecretKey, privateKeyKey } from '../../functions/core/contract/secret-value.ts';
import type { Field } from './field.ts';
import type { Preset } from './presets.ts';

/** Keys of a provider that configure client assertions (private_key_jwt and client_secret_jwt, Core 1.0 section 9). */
export const assertionKeys = ['tokenEndpointAuthSigningAlg', 'clientAssertionAudience'] as const;
type AssertionKey = (typeof assertionKeys)[number];

/** Keys that name the algorithm with which the provider signs ID tokens or UserInfo responses. */
const signatureKeys = ['idTokenSignedResponseAlg', 'userinfoSignedResponseAlg'] as const;

/** Client authentication methods that send a client assertion. */
const assertionMethods = authenticationMethods.filter(
  (method) => clientAuthMethods[method].assertionAlgorithms.length > 0,
);

/**
 * Reads the settings of client assertions, if the client authentication method sends one. For other methods the keys
 * are reported as useless. But if `tokenEndpointAuthMethod` itself was refused, `method` is only a fallback: whether
 * the keys belong to the intended method is unknown, so they are not reported.
 */
export function readClientAssertion(
  key: (name: AssertionKey | 'tokenEndpointAuthMethod') => Field,
  method: ClientAuthMethod,
  preset: Preset,
): Pick<ProviderSettings, 'clientAssertion'> {
  const [algorithm, audience] = [key('tokenEndpointAuthSigningAlg'), key('clientAssertionAudience')];
  if (assertionMethods.includes(method)) {
    const { clientAssertion: defaults } = preset;
    const clientAssertion: ClientAssertionRules = {
      algorithm: readAlgorithm(algorithm, method, defaults),
      audience: audience.oneOf(['issuer', 'token_endpoint'], defaults.audience),
      keyHeader: defaults.keyHeader,
    };
    return { clientAssertion };
  }
  const methodField = key('tokenEndpointAuthMethod');
  if (!methodField.absent && methodField.value !== method) return {};
  for (const field of [algorithm, audience]) {
    if (!field.absent) field.refuse(`${method} uses no assertion: remove the key${otherMethods(preset)}.`);
  }
  return {};
}

/**
 * Reports a client authentication method or assertion audience that is valid by itself, but cannot work with the
 * provider's other settings.
 */
export function refuseImpossibleAuthentication(
  key: (name: AssertionKey | 'tokenEndpointAuthMethod') => Field,
  { tokenEndpointAuthMethod: method, clientAssertion, issuer, ...settings }: ProviderSettings,
): void {
  const bySecret = signedBySecret(settings);
  const withClientSecret = assertionMethods.filter((each) => clientAuthMethods[each].credential === clientSecretKey);
  if (clientAuthMethods[method].credential === privateKeyKey && bySecret.length > 0) {
    key('tokenEndpointAuthMethod').refuse(
      `It uses no client secret, which verifies signatures by ${bySecret.join(' and ')}: have the provider sign with a private key, or use ${withClientSecret.join(' or ')}.`,
    );
  }
  if (clientAssertion?.audience === 'issuer' && issuer.includes(tenantPlaceholder)) {
    key('clientAssertionAudience').refuse(
      `The issuer is a template for many tenants and cannot be an audience: use token_endpoint, or an issuer of one tenant.`,
    );
  }
}

/**
 * The configured signature algorithms of the provider that use the client secret (HMAC). Each is followed by its JSON
 * key, for example `HS256 (idTokenSignedResponseAlg)`.
 */
function signedBySecret(settings: Pick<ProviderSettings, (typeof signatureKeys)[number]>): readonly string[] {
  return signatureKeys.flatMap((name) => {
    const algorithm = settings[name];
    return algorithm === undefined || isAsymmetric(algorithm) ? [] : [`${algorithm} (${name})`];
  });
}

function readAlgorithm(
  field: Field,
  method: ClientAuthMethod,
  defaults: Preset['clientAssertion'],
): ClientAssertionRules['algorithm'] {
  const { assertionAlgorithms: choices } = clientAuthMethods[method];
  // The preset's algorithm is for a private key, so `client_secret_jwt` cannot use it. The default of
  // `client_secret_jwt` is therefore the first algorithm that it accepts.
  const fallback = choices.includes(defaults.algorithm) ? defaults.algorithm : (choices[0] ?? defaults.algorithm);
  const others = assertionMethods.filter((each) => each !== method);
  const other = others.find((each) =>
    clientAuthMethods[each].assertionAlgorithms.some((algorithm) => algorithm === field.value),
  );
  if (other === undefined) return field.oneOf(choices, fallback);
  field.refuse(`It is an algorithm of ${other}; ${method} accepts ${choices.join(', ')}.`);
  return fallback;
}

function otherMethods({ fixed }: Preset): string {
  return fixed === true ? '' : `, or set tokenEndpointAuthMethod to ${assertionMethods.join(' or ')}`;
}
