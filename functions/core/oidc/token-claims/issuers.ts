import { type ProviderSettings, tenantPlaceholder } from '../../contract/provider-settings.ts';

/** What says whose tokens and answers are believed: a provider's settings. */
export type IssuerRule = Pick<ProviderSettings, 'issuer' | 'tenants'>;

/** An issuer whose tokens and answers are believed. */
export interface Issuer {
  /** As `iss` has it. */
  readonly name: string;
  /** The tenant whose issuer it is, where a provider has one for each (Microsoft identity platform). */
  readonly tenant?: string;
}

/** A provider's issuers: its own, or where that has `{tenantid}` in it, one for each tenant that is listed. */
export function issuersOf({ issuer, tenants }: IssuerRule): readonly Issuer[] {
  if (!issuer.includes(tenantPlaceholder)) return [{ name: issuer }];
  return tenants.map((tenant) => ({ name: issuer.replaceAll(tenantPlaceholder, () => tenant), tenant }));
}

/** Whether this is an issuer of the provider, as a whole string: trailing slash and case of the letters count. */
export function isIssuerOf(rule: IssuerRule, name: string): boolean {
  return issuersOf(rule).some((issuer) => issuer.name === name);
}
