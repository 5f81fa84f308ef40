import {
  type ProviderSettings,
  type ProviderType,
  tenantPlaceholder,
} from '../../functions/core/contract/provider-settings.ts';
import type { Field } from './field.ts';
import { readFormatted } from './preset-format.ts';
import { type Preset, tenantId } from './presets.ts';
import { isIssuer, type UrlOptions } from './urls.ts';

/** Settings that determine from which issuers tokens are accepted. */
type IssuerSettings = Pick<ProviderSettings, 'issuer' | 'tenants' | 'metadataUrl'>;

const issuerRemedy =
  "It must be the provider's issuer, exactly as its metadata has it: an https URL without query, fragment or user name.";
const tenantRemedy =
  'It must be the IDs of the tenants whose people may sign in, lower-case GUIDs as in the directory: ["00000000-0000-…"].';
const wholeTenantId = new RegExp(`^${tenantId}$`);
/** ID of the tenant to which all personal Microsoft accounts belong. */
const personalAccounts = '9188040d-6c67-4c5b-b112-36a304b66dad';

/**
 * Reads a provider's issuer. An issuer with the tenant placeholder (Microsoft) stands for a separate issuer of each
 * tenant. For such an issuer, the allowed tenants are read too.
 */
export function readIssuer(
  key: (name: 'issuer' | 'tenants') => Field,
  type: ProviderType,
  preset: Preset,
  options: UrlOptions,
): IssuerSettings {
  const issuer = readIssuerUrl(key('issuer'), type, preset, options);
  const tenants = key('tenants');
  if (issuer.includes(tenantPlaceholder)) {
    return tenantSettings(issuer, readTenants(tenants));
  }
  if (!tenants.absent) {
    tenants.refuse(
      type === 'microsoft'
        ? `The issuer names one tenant already: put ${tenantPlaceholder} in its place, or remove this key.`
        : 'Only providers of type microsoft have tenants: remove the key.',
    );
  }
  return { issuer, tenants: [] };
}

function readIssuerUrl(field: Field, type: ProviderType, preset: Preset, options: UrlOptions): string {
  const { issuer = '', issuerFormat } = preset;
  if (field.absent && issuer !== '') {
    return issuer;
  }
  const withTenant = (value: string) => (type === 'microsoft' ? value.replace(tenantPlaceholder, 'tenant') : value);
  return readFormatted(field, (value) => isIssuer(withTenant(value), options), issuerRemedy, issuerFormat) || issuer;
}

function readTenants(field: Field): readonly string[] {
  const tenants = field.items().map((item) => item.string((value) => wholeTenantId.test(value), tenantRemedy));
  if (field.absent || (Array.isArray(field.value) && tenants.length === 0)) {
    field.refuse(tenantRemedy);
  }
  return [...new Set(tenants)];
}

/**
 * Settings for the allowed tenants. For one tenant, the issuer is that tenant's own. For several tenants, metadata
 * comes from a URL that Microsoft's tenants share: `common` if personal accounts are allowed, otherwise
 * `organizations`.
 */
function tenantSettings(issuer: string, tenants: readonly string[]): IssuerSettings {
  const [only, ...others] = tenants;
  if (only !== undefined && others.length === 0) {
    return { issuer: issuer.replace(tenantPlaceholder, only), tenants: [] };
  }
  const shared = tenants.includes(personalAccounts) ? 'common' : 'organizations';
  const base = issuer.replace(tenantPlaceholder, shared).replace(/\/$/, '');
  return { issuer, tenants, metadataUrl: `${base}/.well-known/openid-configuration` };
}
