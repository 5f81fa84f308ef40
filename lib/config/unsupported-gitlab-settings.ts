import type { ProviderType } from '../../functions/core/contract/provider-settings.ts';
import { simplified } from './nearest-name.ts';

const notOpenId = 'It does not support OpenID Connect, the only protocol of Postern: use a provider that does.';
const otherProtocol = 'LDAP and SAML do not apply: Postern supports only OpenID Connect.';

/** OmniAuth strategies (GitLab's provider types) without a counterpart in Postern, and the reason. */
const strategyReasons: Readonly<Record<string, string>> = {
  ldap: otherProtocol,
  saml: otherProtocol,
  group_saml: otherProtocol,
  shibboleth: otherProtocol,
  alicloud: notOpenId,
  atlassian_oauth2: notOpenId,
  bitbucket: notOpenId,
  cas3: notOpenId,
  crowd: notOpenId,
  dingtalk: notOpenId,
  facebook: notOpenId,
  github: notOpenId,
  jwt: notOpenId,
  kerberos: notOpenId,
  oauth2_generic: notOpenId,
  twitter: notOpenId,
};

/**
 * OmniAuth strategies that Postern supports under the name of another provider type. The value is that provider type.
 */
const successors: Readonly<Record<string, ProviderType>> = {
  azure_activedirectory_v2: 'microsoft',
  azure_oauth2: 'microsoft',
  entra_id: 'microsoft',
  google_oauth2: 'google',
  oidc: 'openid_connect',
  salesforce: 'openid_connect',
};

/** A provider type of GitLab's OmniAuth settings that is not a provider type of Postern. */
interface OmniAuthType {
  readonly remedy: string;
  /**
   * Provider type of Postern by whose rules the provider's other keys are read, so that their problems are found too.
   */
  readonly readAs: ProviderType;
}

/** Looks up a provider type that is the name of an OmniAuth strategy; undefined for any other type. */
export function omniAuthType(type: unknown): OmniAuthType | undefined {
  const name = typeof type === 'string' ? type : '';
  const successor = Object.hasOwn(successors, name) ? successors[name] : undefined;
  if (successor !== undefined) {
    return { remedy: `Use "${successor}".`, readAs: successor };
  }
  const remedy = Object.hasOwn(strategyReasons, name) ? strategyReasons[name] : undefined;
  return remedy === undefined ? undefined : { remedy, readAs: 'openid_connect' };
}

/** GitLab settings without a meaning in Postern, and the reason. */
const settingReasons = new Map(
  [
    ['autoLinkLdapUser', `${otherProtocol} Remove the key.`],
    ['autoLinkSamlUser', `${otherProtocol} Remove the key.`],
    ['samlMessageMaxByteSize', `${otherProtocol} Remove the key.`],
    ['allowBypassTwoFactor', 'Postern has no second factor to bypass: the provider decides. Remove the key.'],
  ].map(([name = '', reason]) => [simplified(name), reason]),
);

/**
 * The remedy for a key that is a GitLab setting without a meaning in Postern; undefined for any other key. The key may
 * be in camelCase or in GitLab's spelling.
 */
export function unsupportedSettingRemedy(key: string): string | undefined {
  return settingReasons.get(simplified(key));
}
