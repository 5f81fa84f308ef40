import { idTokenAlgorithms, type ProviderSettings, type ProviderType } from '../../functions/core/names.ts';
import { missingPresetCure, type Preset, presets } from '../presets.ts';
import { readAuthorization } from './authorization.ts';
import { clientSecretCure } from './client-secret.ts';
import type { Field } from './field.ts';
import { readIcon } from './icon.ts';
import { type AddressRules, isIssuer } from './web-address.ts';

/** What reading a provider needs beside the block. */
export interface ProviderContext extends AddressRules {
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
  'idTokenSignedResponseAlg',
  'tokenEndpointAuthMethod',
  'responseMode',
  'userinfo',
] as const;

const providerName = /^(?=.*[a-z0-9])[a-z0-9-]{1,32}$/;
/** Printable ASCII (RFC 6749 appendix A.1), which no surrounding space or `<placeholder>` is part of. */
const clientId = /^(?!<)[!-~](?:[ -~]{0,253}[!-~])?$/;
const printableLabel = /^(?! )[^\p{C}\p{Zl}\p{Zp}]{1,64}(?<! )$/u;

/** Reads one provider and fills its preset in. */
export function readProvider(field: Field, context: ProviderContext): DeclaredProvider {
  const providerKeys = field.keys(keys, (key) => clientSecretCure(key, shownName(field)));
  const name = providerKeys('name').string(
    (value) => providerName.test(value),
    'It must be 1 to 32 lower-case letters, digits and hyphens; it stands in URLs.',
  );
  const type = readType(providerKeys('type'), name);
  const preset = presets[type];
  const icon = readIcon(providerKeys('icon'), context.directory);
  const settings: ProviderSettings = {
    name,
    type,
    label: readLabel(providerKeys('label'), preset, name),
    ...(icon === undefined ? {} : { icon }),
    issuer: readIssuer(providerKeys('issuer'), preset, context),
    clientId: providerKeys('appId').string(
      (value) => clientId.test(value),
      'It must be the client ID that the provider gave at registration.',
    ),
    ...readAuthorization(providerKeys('args'), preset.scope),
    idTokenSignedResponseAlg: readAlgorithm(providerKeys('idTokenSignedResponseAlg'), preset),
    tokenEndpointAuthMethod: readAuthMethod(providerKeys('tokenEndpointAuthMethod'), preset),
    responseMode: providerKeys('responseMode').oneOf(['query', 'form_post'], preset.responseMode),
    userinfo: providerKeys('userinfo').oneOf(['auto', 'always', 'never'], preset.userinfo),
  };
  return { settings, enabled: providerKeys('enabled').boolean(true) };
}

/** The provider's name for a message about another of its keys, where it has a proper one. */
function shownName(field: Field): string | undefined {
  const name = field.entries()?.get('name')?.value;
  return typeof name === 'string' && providerName.test(name) ? name : undefined;
}

function readType(field: Field, name: string): ProviderType {
  const cure = missingPresetCure(field.value);
  if (cure !== undefined) {
    field.refuse(cure);
    return 'openid_connect';
  }
  return field.oneOf(['authentiq', 'openid_connect'], name === 'authentiq' ? 'authentiq' : 'openid_connect');
}

function readLabel(field: Field, preset: Preset, name: string): string {
  return field.absent
    ? (preset.label ?? titleised(name))
    : field.string((value) => printableLabel.test(value), 'It must be 1 to 64 printable characters.');
}

/** `corp-login` → `Corp Login`. */
function titleised(name: string): string {
  const words = name.split('-').filter((word) => word !== '');
  return words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join(' ');
}

function readIssuer(field: Field, preset: Preset, rules: AddressRules): string {
  return field.absent && preset.issuer !== undefined
    ? preset.issuer
    : field.string(
        (value) => isIssuer(value, rules),
        "It must be the provider's issuer, exactly as its metadata has it: an https URL without query, fragment or user name.",
      );
}

function readAlgorithm(field: Field, preset: Preset): ProviderSettings['idTokenSignedResponseAlg'] {
  if (field.value === 'none') {
    field.refuse('An unsigned ID token proves nothing: name the algorithm that the provider signs with.');
    return preset.idTokenSignedResponseAlg;
  }
  return field.oneOf(idTokenAlgorithms, preset.idTokenSignedResponseAlg);
}

function readAuthMethod(field: Field, preset: Preset): ProviderSettings['tokenEndpointAuthMethod'] {
  if (field.value === 'private_key_jwt' || field.value === 'client_secret_jwt') {
    field.refuse('It is not available in this version: register client_secret_basic or client_secret_post.');
    return preset.tokenEndpointAuthMethod;
  }
  return field.oneOf(['client_secret_basic', 'client_secret_post'], preset.tokenEndpointAuthMethod);
}
