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
import { protocolKeys, readProtocol } from './protocol.ts';
import { clientSecretRemedy } from './refused-secrets.ts';
import { omniAuthType } from './unsupported-gitlab-settings.ts';
import type { UrlOptions } from './urls.ts';

/** What reading a provider needs beside the block. */
export interface ProviderContext extends UrlOptions {
  /** The folder that icon paths start from. */
  readonly directory: string;
}

/** A provider as declared: its settings, and whether it may be used. */
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
  'allowedEmailDomains',
  'blockedEmailDomains',
  'tenants',
  'teamId',
  'keyId',
] as const;

const providerName = /^(?=.*[a-z0-9])[a-z0-9-]{1,32}$/;
/** Printable ASCII (RFC 6749 appendix A.1), which no surrounding space or `<placeholder>` is part of. */
const clientId = /^(?!<)[!-~](?:[ -~]{0,253}[!-~])?$/;
const printableLabel = /^(?! )[^\p{C}\p{Zl}\p{Zp}]{1,64}(?<! )$/u;

/** Reads one provider and fills its preset in. */
export function readProvider(field: Field, context: ProviderContext): DeclaredProvider {
  const providerKeys = field.keys(keys, (key) => clientSecretRemedy(key, shownName(field)));
  const name = providerKeys('name').string(
    (value) => providerName.test(value),
    'It must be 1 to 32 lower-case letters, digits and hyphens; it stands in URLs.',
  );
  const type = readType(providerKeys('type'), name);
  const preset = presets[type];
  const icon = readIcon(providerKeys('icon'), context.directory);
  const authorization = readAuthorization(providerKeys('args'), preset);
  const { emailTrust } = preset;
  const settings: ProviderSettings = {
    name,
    type,
    label: readLabel(providerKeys('label'), type, name),
    ...(icon === undefined ? {} : { icon }),
    ...readIssuer(providerKeys, type, preset, context),
    clientId: providerKeys('appId').string(
      (value) => clientId.test(value),
      'It must be the client ID that the provider gave at registration.',
    ),
    ...authorization,
    ...readProtocol(providerKeys, preset),
    secretOverlapSeconds: providerKeys('secretOverlapHours').integer(0, 168, 'hours', 24) * 3600,
    emailTrust,
    identityKey: preset.identityKey,
    signOut: preset.signOut,
    ...readDomainRules(providerKeys, { emailTrust, scope: authorization.scope }),
    ...readAppleClientSecret(providerKeys, type),
  };
  refuseImpossibleAuthentication(providerKeys, settings);
  return { settings, enabled: providerKeys('enabled').boolean(true) };
}

/** The provider's name for a message about another of its keys, where it has a proper one. */
function shownName(field: Field): string | undefined {
  const name = field.entries()?.get('name')?.value;
  return typeof name === 'string' && providerName.test(name) ? name : undefined;
}

function readType(field: Field, name: string): ProviderType {
  const foreign = omniAuthType(field.value);
  if (foreign !== undefined) {
    field.refuse(foreign.cure);
    return foreign.readAs;
  }
  return field.oneOf(providerTypes, providerTypes.find((type) => type === name) ?? 'openid_connect');
}

/** Two providers of one type would look the same by the type's label: a name of its own stands for itself. */
function readLabel(field: Field, type: ProviderType, name: string): string {
  return field.absent
    ? ((name === type ? presets[type].label : undefined) ?? titleised(name))
    : field.string((value) => printableLabel.test(value), 'It must be 1 to 64 printable characters.');
}

/** `corp-login` → `Corp Login`. */
function titleised(name: string): string {
  const words = name.split('-').filter((word) => word !== '');
  return words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join(' ');
}
