import {
  type ProviderSettings,
  type ProviderType,
  providerTypes,
} from '../../functions/core/contract/provider-settings.ts';
import { readAppleClientSecret } from './apple-client-secret.ts';
import { readAuthorization } from './authorization-parameters.ts';
import { refuseImpossibleAuthentication } from './client-assertion.ts';
import { readDomainRules } from './email-domains.ts';
import type { Field } from './field.ts';
import { readIcon } from './icon.ts';
import { readIssuer } from './issuer.ts';
import { presets } from './presets.ts';
import { protocolKeys, readProtocol } from './provider-protocol.ts';
import { clientSecretRemedy } from './refused-secrets.ts';
import { readRequiredClaims } from './required-claims.ts';
import { omniAuthType } from './unsupported-gitlab-settings.ts';
import type { UrlOptions } from './urls.ts';

/** Options for reading a provider. */
export interface ProviderContext extends UrlOptions {
  /** Folder that icon paths are relative to. */
  readonly directory: string;
}

/** A provider of the block: its settings, and whether it is enabled. */
export interface DeclaredProvider {
  readonly settings: ProviderSettings;
  readonly enabled: boolean;
}

const keys = [
  'name',
  'type',
  'label',
  'icon',
  'enabled',
  'appId',
  'issuer',
  'args',
  ...protocolKeys,
  'secretOverlapHours',
  'linkable',
  'allowedEmailDomains',
  'blockedEmailDomains',
  'requiredClaims',
  'tenants',
  'teamId',
  'keyId',
] as const;

const providerName = /^(?=.*[a-z0-9])[a-z0-9-]{1,32}$/;
/**
 * A client ID: printable ASCII (RFC 6749 appendix A.1) without surrounding spaces. A value that begins with `<` is
 * refused, because it is a `<placeholder>` that was not replaced.
 */
const clientId = /^(?!<)[!-~](?:[ -~]{0,253}[!-~])?$/;
const printableLabel = /^(?! )[^\p{C}\p{Zl}\p{Zp}]{1,64}(?<! )$/u;

/** Reads one provider, and fills in the defaults of its type's preset. */
export function readProvider(field: Field, context: ProviderContext): DeclaredProvider {
  const providerKeys = field.keys(keys, (key) => clientSecretRemedy(key, shownName(field)));
  const name = providerKeys('name').string(
    (value) => providerName.test(value),
    'It must be 1 to 32 lower-case letters, digits and hyphens, as it is part of URLs.',
  );
  const type = readType(providerKeys('type'), name);
  const preset = presets[type];
  const icon = readIcon(providerKeys('icon'), context.directory);
  const authorization = readAuthorization(providerKeys('args'), preset);
  const issuer = readIssuer(providerKeys, type, preset, context);
  const { emailTrust } = preset;
  const settings: ProviderSettings = {
    name,
    type,
    label: readLabel(providerKeys('label'), type, name),
    ...(icon === undefined ? {} : { icon }),
    ...issuer,
    clientId: providerKeys('appId').string(
      (value) => clientId.test(value),
      'It must be the client ID that the provider issued at registration.',
    ),
    ...authorization,
    ...readProtocol(providerKeys, preset),
    secretOverlapSeconds: providerKeys('secretOverlapHours').integer(0, 168, 'hours', 24) * 3600,
    emailTrust,
    identityKey: preset.identityKey,
    linkable: providerKeys('linkable').boolean(true),
    signOut: preset.signOut,
    ...readDomainRules(providerKeys, { emailTrust, scope: authorization.scope }),
    ...readRequiredClaims(providerKeys('requiredClaims'), providerKeys('args'), { type, ...issuer, ...authorization }),
    ...readAppleClientSecret(providerKeys, type),
  };
  refuseImpossibleAuthentication(providerKeys, settings);
  return { settings, enabled: providerKeys('enabled').boolean(true) };
}

/** The provider's name, for a message about another key of the same provider; undefined if the name is invalid. */
function shownName(field: Field): string | undefined {
  const name = field.entries()?.get('name')?.value;
  return typeof name === 'string' && providerName.test(name) ? name : undefined;
}

function readType(field: Field, name: string): ProviderType {
  const omniAuth = omniAuthType(field.value);
  if (omniAuth !== undefined) {
    field.refuse(omniAuth.remedy);
    return omniAuth.readAs;
  }
  return field.oneOf(providerTypes, providerTypes.find((type) => type === name) ?? 'openid_connect');
}

/**
 * Reads the label, the text on the sign-in button. The preset's label is used only for a provider whose name equals its
 * type, so that two providers of one type have different labels.
 */
function readLabel(field: Field, type: ProviderType, name: string): string {
  return field.absent
    ? ((name === type ? presets[type].label : undefined) ?? titleCase(name))
    : field.string((value) => printableLabel.test(value), 'It must be 1 to 64 printable characters.');
}

/** Makes a label from a provider's name: `corp-login` → `Corp Login`. */
function titleCase(name: string): string {
  const words = name.split('-').filter((word) => word !== '');
  return words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join(' ');
}
