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

/** The keys that say how the client's assertions are made. */
export const assertionKeys = ['tokenEndpointAuthSigningAlg', 'clientAssertionAudience'] as const;
type AssertionKey = (typeof assertionKeys)[number];

/** The keys that say how the provider signs. */
const signatureKeys = ['idTokenSignedResponseAlg', 'userinfoSignedResponseAlg'] as const;

/** The methods that authenticate by an assertion. */
const assertionMethods = authenticationMethods.filter(
  (method) => clientAuthMethods[method].assertionAlgorithms.length > 0,
);

/**
 * Reads how the client's assertions are made, where it authenticates by them. Where the method itself was refused, its
 * fallback says nothing of whether it makes any.
 */
export function readClientAssertion(
  key: (name: AssertionKey | 'tokenEndpointAuthMethod') => Field,
  method: ClientAuthMethod,
  preset: Preset,
): Pick<ProviderSettings, 'clientAssertion'> {
  const [algorithm, audience] = [key('tokenEndpointAuthSigningAlg'), key('clientAssertionAudience')];
  if (assertionMethods.includes(method)) {
    const own = preset.clientAssertion;
    const clientAssertion: ClientAssertionRules = {
      algorithm: readAlgorithm(algorithm, method, own),
      audience: audience.oneOf(['issuer', 'token_endpoint'], own.audience),
      keyHeader: own.keyHeader,
    };
    return { clientAssertion };
  }
  const written = key('tokenEndpointAuthMethod');
  if (!written.absent && written.value !== method) return {};
  for (const field of [algorithm, audience]) {
    if (!field.absent) field.refuse(`${method} makes no assertion: remove the key${otherMethods(preset)}.`);
  }
  return {};
}

/** Refuses ways to authenticate that are well formed, and with the other settings could never come true. */
export function refuseImpossibleAuthentication(
  key: (name: AssertionKey | 'tokenEndpointAuthMethod') => Field,
  { tokenEndpointAuthMethod: method, clientAssertion, issuer, ...settings }: ProviderSettings,
): void {
  const bySecret = signedBySecret(settings);
  const withClientSecret = assertionMethods.filter((each) => clientAuthMethods[each].credential === clientSecretKey);
  if (clientAuthMethods[method].credential === privateKeyKey && bySecret.length > 0) {
    key('tokenEndpointAuthMethod').refuse(
      `With it there is no client secret, and signatures by ${bySecret.join(' and ')} are verified with one: let the provider sign with a key of its own, or use ${withClientSecret.join(' or ')}.`,
    );
  }
  if (clientAssertion?.audience === 'issuer' && issuer.includes(tenantPlaceholder)) {
    key('clientAssertionAudience').refuse(
      `The issuer stands for many tenants' and names no audience: use token_endpoint, or name one tenant in it.`,
    );
  }
}

/** The algorithms by which the provider signs with the client secret, each with the key that names it. */
function signedBySecret(settings: Pick<ProviderSettings, (typeof signatureKeys)[number]>): readonly string[] {
  return signatureKeys.flatMap((name) => {
    const algorithm = settings[name];
    return algorithm === undefined || isAsymmetric(algorithm) ? [] : [`${algorithm} (${name})`];
  });
}

function readAlgorithm(
  field: Field,
  method: ClientAuthMethod,
  own: Preset['clientAssertion'],
): ClientAssertionRules['algorithm'] {
  const { assertionAlgorithms: choices } = clientAuthMethods[method];
  // The preset's own algorithm is that of a private key.
  const fallback = choices.includes(own.algorithm) ? own.algorithm : (choices[0] ?? own.algorithm);
  const others = assertionMethods.filter((each) => each !== method);
  const other = others.find((each) =>
    clientAuthMethods[each].assertionAlgorithms.some((algorithm) => algorithm === field.value),
  );
  if (other === undefined) return field.oneOf(choices, fallback);
  field.refuse(`It is an algorithm of ${other}: ${method} takes ${choices.join(', ')}.`);
  return fallback;
}

function otherMethods({ fixed }: Preset): string {
  return fixed === true ? '' : `, or set tokenEndpointAuthMethod to ${assertionMethods.join(' or ')}`;
}
