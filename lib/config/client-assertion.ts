import { keyAssertionAlgorithms, secretAssertionAlgorithms } from '../../functions/core/contract/algorithms.ts';
import {
  type ClientAssertionRules,
  type ProviderSettings,
  tenantPlaceholder,
} from '../../functions/core/contract/provider-settings.ts';
import type { Field } from './field.ts';
import type { Preset } from './presets.ts';

/** The keys that say how the client's assertions are made. */
export const assertionKeys = ['tokenEndpointAuthSigningAlg', 'clientAssertionAudience'] as const;
type AssertionKey = (typeof assertionKeys)[number];

/** The keys that say how the provider signs. */
const signatureKeys = ['idTokenSignedResponseAlg', 'userinfoSignedResponseAlg'] as const;

/** The methods that make assertions, with the algorithms that each signs by; the first stands unless a preset has its own. */
const algorithmsByMethod = {
  client_secret_jwt: secretAssertionAlgorithms,
  private_key_jwt: keyAssertionAlgorithms,
} as const;
type AssertionMethod = keyof typeof algorithmsByMethod;

/**
 * Reads how the client's assertions are made, where it authenticates by them. Where the method itself was refused, its
 * fallback says nothing of whether it makes any.
 */
export function readClientAssertion(
  key: (name: AssertionKey | 'tokenEndpointAuthMethod') => Field,
  method: ProviderSettings['tokenEndpointAuthMethod'],
  preset: Preset,
): Pick<ProviderSettings, 'clientAssertion'> {
  const [algorithm, audience] = [key('tokenEndpointAuthSigningAlg'), key('clientAssertionAudience')];
  if (isAssertionMethod(method)) {
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
  if (method === 'private_key_jwt' && bySecret.length > 0) {
    key('tokenEndpointAuthMethod').refuse(
      `With it there is no client secret, and signatures by ${bySecret.join(' and ')} are verified with one: let the provider sign with a key of its own, or use client_secret_jwt.`,
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
  const isBySecret = (name: (typeof signatureKeys)[number]) => settings[name]?.startsWith('HS');
  return signatureKeys.filter(isBySecret).map((name) => `${settings[name]} (${name})`);
}

function isAssertionMethod(method: ProviderSettings['tokenEndpointAuthMethod']): method is AssertionMethod {
  return Object.hasOwn(algorithmsByMethod, method);
}

function readAlgorithm(
  field: Field,
  method: AssertionMethod,
  own: Preset['clientAssertion'],
): ClientAssertionRules['algorithm'] {
  const choices: readonly ClientAssertionRules['algorithm'][] = algorithmsByMethod[method];
  const fallback = method === 'private_key_jwt' ? own.algorithm : secretAssertionAlgorithms[0];
  const others = Object.entries(algorithmsByMethod).filter(([other]) => other !== method);
  const [other] = others.find(([, algorithms]) => algorithms.some((each) => each === field.value)) ?? [];
  if (other === undefined) return field.oneOf(choices, fallback);
  field.refuse(`It is an algorithm of ${other}: ${method} takes ${choices.join(', ')}.`);
  return fallback;
}

function otherMethods({ fixed }: Preset): string {
  return fixed === true ? '' : `, or set tokenEndpointAuthMethod to ${Object.keys(algorithmsByMethod).join(' or ')}`;
}
