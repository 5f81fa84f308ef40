import { type ProviderSettings, tenantPlaceholder } from '../../contract/provider-settings.ts';
import type { Claims } from '../claims.ts';
import { refuseToken } from './refuse.ts';

/**
 * `iss` must be an issuer of the provider exactly, trailing slash included (Core 1.0 section 3.1.3.7, 2). Where it is a
 * tenant's, `tid` must be that tenant: the keys that sign are every tenant's.
 */
export function checkIssuer(claims: Claims, expected: IssuerRule): void {
  if (claims['iss'] === undefined) throw refuseToken('iss', 'iss is missing');
  const issuer = issuersOf(expected).find(({ name }) => name === claims['iss']);
  if (issuer === undefined) throw refuseToken('iss', 'iss is not the issuer');
  if (issuer.tenant !== undefined && claims['tid'] !== issuer.tenant) {
    throw refuseToken('tid', 'tid is not the tenant of iss');
  }
}

/** What says whose tokens and answers are believed: a provider's settings. */
export type IssuerRule = Pick<ProviderSettings, 'issuer' | 'tenants'>;

/** An issuer whose tokens and answers are believed. */
interface Issuer {
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
