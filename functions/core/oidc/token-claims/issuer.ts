import { type ProviderSettings, tenantPlaceholder } from '../../contract/provider-settings.ts';
import type { Claims } from '../claims.ts';
import { refuseToken } from './refuse.ts';

/**
 * Requires that `iss` is an issuer of the provider, compared as a whole string (Core 1.0 section 3.1.3.7, item 2). If
 * the issuer is a tenant's, `tid` must be that tenant. The same keys sign the tokens of all tenants, so the signature
 * does not tell tenants apart.
 * @throws Problem `invalid_id_token`.
 */
export function checkIssuer(claims: Claims, expected: IssuerRule): void {
  if (claims['iss'] === undefined) throw refuseToken('iss', 'iss is missing');
  const issuer = issuersOf(expected).find(({ name }) => name === claims['iss']);
  if (issuer === undefined) throw refuseToken('iss', 'iss is not the issuer');
  if (issuer.tenant !== undefined && claims['tid'] !== issuer.tenant) {
    throw refuseToken('tid', 'tid is not the tenant of iss');
  }
}

/** The provider's settings that define which issuers are accepted. */
export type IssuerRule = Pick<ProviderSettings, 'issuer' | 'tenants'>;

/** An issuer whose tokens are accepted. */
interface Issuer {
  /** The value of `iss` in the tokens of this issuer. */
  readonly name: string;
  /** Tenant that the issuer belongs to, if the provider has one issuer per tenant (Microsoft identity platform). */
  readonly tenant?: string;
}

/**
 * The accepted issuers of a provider. If the configured issuer contains `{tenantid}`, there is one for each configured
 * tenant.
 */
export function issuersOf({ issuer, tenants }: IssuerRule): readonly Issuer[] {
  if (!issuer.includes(tenantPlaceholder)) return [{ name: issuer }];
  return tenants.map((tenant) => ({ name: issuer.replaceAll(tenantPlaceholder, () => tenant), tenant }));
}

/**
 * Whether a value of `iss` is an issuer of the provider. It is compared as a whole string, trailing slash and letter
 * case included.
 */
export function isIssuerOf(rule: IssuerRule, name: string): boolean {
  return issuersOf(rule).some((issuer) => issuer.name === name);
}
