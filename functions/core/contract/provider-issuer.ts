import type { ProviderSettings } from './provider-settings.ts';

/** The settings of a provider that decide whose identities the provider's name keys. */
export type IssuerSettings = Pick<ProviderSettings, 'name' | 'issuer' | 'identityKey'>;

/** Primary key of the item that records to which issuer the identities of a provider's name belong. */
export function recordedIssuerKey(provider: string) {
  return { pk: { S: `PROVIDER#${provider}` }, sk: { S: 'ISSUER' } };
}

/**
 * The item that records to which issuer the identities of a provider's name belong, in DynamoDB JSON. For an issuer
 * with a placeholder, that is the pattern, since the identities' keys then contain the tenant.
 * @param at When it is recorded, milliseconds since the epoch.
 * @param by Name of the operator who adopted the issuer; undefined if it is recorded at the first use.
 */
export function recordedIssuerItem({ name, issuer, identityKey }: IssuerSettings, at: number, by?: string) {
  return {
    ...recordedIssuerKey(name),
    ...{ issuer: { S: issuer }, identity_key: { S: identityKey }, recorded_at: { N: String(at) } },
    ...(by !== undefined && { adopted_by: { S: by } }),
  };
}
