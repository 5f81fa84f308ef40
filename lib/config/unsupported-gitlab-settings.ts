import type { ProviderType } from '../../functions/core/contract/provider-settings.ts';
import { simplified } from './nearest-name.ts';

const notOpenId =
  'It does not speak OpenID Connect, which is all that Postern speaks: sign in through a provider that does.';
const otherProtocol = 'LDAP and SAML do not apply: Postern speaks OpenID Connect alone.';

/** OmniAuth strategies that have nothing here to take their place, and why. */
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

/** OmniAuth strategies whose providers are known here by another name. */
const successors: Readonly<Record<string, ProviderType>> = {
  azure_activedirectory_v2: 'microsoft',
  azure_oauth2: 'microsoft',
  entra_id: 'microsoft',
  google_oauth2: 'google',
  oidc: 'openid_connect',
  salesforce: 'openid_connect',
};

/** A type that is none here but that somebody may well expect. */
interface OmniAuthType {
  readonly cure: string;
  /** As what the provider's other keys are to be read. */
  readonly readAs: ProviderType;
}

/** Looks up a type that is another product's name; undefined for any other. */
export function omniAuthType(type: unknown): OmniAuthType | undefined {
  const name = typeof type === 'string' ? type : '';
  const successor = Object.hasOwn(successors, name) ? successors[name] : undefined;
  if (successor !== undefined) {
    return { cure: `Use "${successor}".`, readAs: successor };
  }
  const cure = Object.hasOwn(strategyReasons, name) ? strategyReasons[name] : undefined;
  return cure === undefined ? undefined : { cure, readAs: 'openid_connect' };
}

/** GitLab's settings that cannot apply here, and why. */
const settingReasons = new Map(
  [
    ['autoLinkLdapUser', `${otherProtocol} Remove the key.`],
    ['autoLinkSamlUser', `${otherProtocol} Remove the key.`],
    ['samlMessageMaxByteSize', `${otherProtocol} Remove the key.`],
    [
      'allowBypassTwoFactor',
      'There is no second factor here that could be bypassed: the provider decides. Remove the key.',
    ],
  ].map(([name = '', reason]) => [simplified(name), reason]),
);

/** The cure for a setting of GitLab's that cannot apply here, in camelCase or as GitLab spells it, else undefined. */
export function unsupportedSettingRemedy(key: string): string | undefined {
  return settingReasons.get(simplified(key));
}
