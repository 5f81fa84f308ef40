import { simplified } from './nearest-name.ts';

const otherProtocol = 'LDAP and SAML do not apply: Postern speaks OpenID Connect alone. Remove the key.';

/** GitLab's settings that cannot apply here, and why. */
const reasons = new Map(
  [
    ['autoLinkLdapUser', otherProtocol],
    ['autoLinkSamlUser', otherProtocol],
    ['samlMessageMaxByteSize', otherProtocol],
    [
      'allowBypassTwoFactor',
      'There is no second factor here that could be bypassed: the provider decides. Remove the key.',
    ],
  ].map(([name = '', reason]) => [simplified(name), reason]),
);

/** The cure for a setting of GitLab's that cannot apply here, in camelCase or as GitLab spells it, else undefined. */
export function foreignSettingCure(key: string): string | undefined {
  return reasons.get(simplified(key));
}
