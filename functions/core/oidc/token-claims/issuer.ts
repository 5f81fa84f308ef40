import { type ProviderSettings, tenantPlaceholder } from '../../contract/provider-settings.ts';
import type { Claims } from '../claims.ts';
import { refuseToken } from './refuse.ts';

/**
 * `iss` must be an issuer of the provider exactly, trailing slash included (Core 1.0 section 3.1.3.7, 2). If it is a
 * tenant's, `tid` must be that tenant: all tenants' tokens are signed by the same keys.
 */
export function checkIssuer(claims: Claims, expected: IssuerRule): void {
  if (claims['iss'] === undefined) throw refuseToken('iss', 'iss is missing');
  const issuer = issuersOf(expected).find(({ name }) => name === claims['iss']);
  if (issuer === undefined) throw refuseToken('iss', 'iss is not the issuer');
  if (issuer.tenant !== undefined && claims['tid'] !== issuer.tenant) {
    throw refuseToken('tid', 'tid is not the tenant of iss');
  }
}

/** The provider's settings that define its issuers. */
export type IssuerRule = Pick<ProviderSettings, 'issuer' | 'tenants'>;

/** An accepted issuer. */
interface Issuer {
  /** Value of `iss`. */
  readonly name: string;
  /** The issuer's tenant, if the provider has an issuer per tenant (Microsoft identity platform). */
  readonly tenant?: string;
}

/** A provider's issuers: the configured one, or one per configured tenant if it contains `{tenantid}`. */
export function issuersOf({ issuer, tenants }: IssuerRule): readonly Issuer[] {
  if (!issuer.includes(tenantPlaceholder)) return [{ name: issuer }];
  return tenants.map((tenant) => ({ name: issuer.replaceAll(tenantPlaceholder, () => tenant), tenant }));
}

/** Whether this is an issuer of the provider: compared as a whole string, trailing slash and case included. */
export function isIssuerOf(rule: IssuerRule, name: string): boolean {
  return issuersOf(rule).some((issuer) => issuer.name === name);
}
