import type { ProviderSettings } from './provider-settings.ts';
import { boundClientIdKey, boundIssuerKey } from './secret-value.ts';

/** The settings of a provider that a client secret is bound to: the issuer that has issued it, and to which client. */
export type BindingSettings = Pick<ProviderSettings, 'issuer' | 'clientId'>;

/** The members of a secret's value that bind the client secret, or the private key in its place. */
export function bindingMembers({ issuer, clientId }: BindingSettings): Readonly<Record<string, string>> {
  return { [boundIssuerKey]: issuer, [boundClientIdKey]: clientId };
}

/** Whether a secret belongs to an issuer and client: to these, to others, or to none that is known. */
export type SecretBinding = 'own' | 'foreign' | 'none';

/**
 * Determines whether the secret in a value belongs to the issuer and client of these settings. A value in which only one
 * of the two is named, or in another form, is foreign unless what is named is right.
 */
export function bindingOf(value: Readonly<Record<string, unknown>>, settings: BindingSettings): SecretBinding {
  const own = Object.entries(bindingMembers(settings));
  if (own.some(([key, wanted]) => value[key] !== undefined && value[key] !== wanted)) return 'foreign';
  return own.every(([key]) => value[key] !== undefined) ? 'own' : 'none';
}

/** What a secret is bound to, in words for operators: issuer and client. */
export function describeBinding(value: Readonly<Record<string, unknown>>): string {
  return `the issuer ${value[boundIssuerKey]} and the client ${value[boundClientIdKey]}`;
}
