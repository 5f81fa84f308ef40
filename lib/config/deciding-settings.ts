import { createHash } from 'node:crypto';
import { isObject } from '../../functions/core/base/json.ts';
import type { ProviderSettings } from '../../functions/core/contract/provider-settings.ts';
import type { Config } from './index.ts';

/** A setting that decides who may sign in, as text. */
export interface DecidingSetting {
  readonly name: string;
  readonly text: string;
}

/** The settings that decide who may sign in: those of each enabled provider, by its name, and all others. */
export interface DecidingSettings {
  readonly common: readonly DecidingSetting[];
  readonly providers: ReadonlyMap<string, readonly DecidingSetting[]>;
}

/**
 * The keys of `Config` that decide who may sign in. `named` means that only the provider's name is shown here. The
 * compiler asks for each new key.
 */
const commonKeys = {
  providers: 'named',
  // Nobody signs in with a disabled provider: its logouts only end sessions.
  disabledProviders: false,
  declaredProviders: true,
  accounts: true,
  autoSignInWithProvider: true,
  appOrigins: true,
  tokenAudiences: true,
  landingPage: true,
  cookieDomain: true,
  session: true,
  domain: true,
  rotateKeysAfterDays: false,
} as const satisfies { readonly [Key in keyof Config]-?: boolean | 'named' };

/** The keys of a provider's settings that decide who may sign in. The compiler asks for each new key. */
const providerKeys = {
  type: true,
  issuer: true,
  tenants: true,
  metadataUrl: true,
  clientId: true,
  scope: true,
  authorizationParameters: true,
  idTokenSignedResponseAlg: true,
  userinfo: true,
  userinfoSignedResponseAlg: true,
  emailTrust: true,
  identityKey: true,
  allowedEmailDomains: true,
  blockedEmailDomains: true,
  requiredClaims: true,
  linkable: true,
  // The name identifies the settings; the others are about the page, the protocol, and client authentication.
  name: false,
  label: false,
  icon: false,
  tokenEndpointAuthMethod: false,
  clientAssertion: false,
  clientSecretJwt: false,
  secretOverlapSeconds: false,
  responseMode: false,
  pushedAuthorizationRequests: false,
  signOut: false,
} as const satisfies { readonly [Key in keyof ProviderSettings]-?: boolean };

/**
 * The settings that decide who may sign in, as text that can be compared. They contain nothing secret. Empty lists and
 * absent keys are left out.
 */
export function decidingSettings(config: Config): DecidingSettings {
  const { providers, accounts, ...others } = config;
  const common = { providers: providers.map(({ name }) => name), ...accounts, ...shown(others, commonKeys) };
  return {
    common: settingsIn(common),
    providers: new Map(providers.map((settings) => [settings.name, settingsIn(shown(settings, providerKeys))])),
  };
}

function shown(settings: object, keys: Readonly<Record<string, boolean | 'named'>>): object {
  return Object.fromEntries(Object.entries(settings).filter(([key]) => keys[key] === true));
}

/** The settings in an object; those of inner objects have names such as `session.idleSeconds`. */
function settingsIn(value: object, prefix = ''): readonly DecidingSetting[] {
  return Object.entries(value).flatMap(([key, member]: [string, unknown]) => {
    const name = `${prefix}${escaped(key, /[^!-~]|[=;,"\\]/g)}`;
    if (isObject(member)) return settingsIn(member, `${name}.`);
    if (Array.isArray(member))
      return member.length === 0 ? [] : [{ name, text: bounded(`[${member.map(text).join(', ')}]`) }];
    return member === undefined ? [] : [{ name, text: bounded(text(member)) }];
  });
}

/** A value as text: a string without quotes, unless it looks like another value or like several. */
function text(value: unknown): string {
  const plain =
    typeof value === 'string' && /^[^\s;,"\\[][^;,"\\]*$/.test(value) && !/^(?:true|false|null|[-\d])/.test(value);
  return escaped(plain ? value : JSON.stringify(value), /[^ -~]|;/g);
}

function escaped(value: string, characters: RegExp): string {
  return value.replace(characters, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Greatest length of a setting's text, in characters. */
const maxLength = 800;

/** Text of at most `maxLength` characters. The end of a longer one is replaced by its SHA-256. */
function bounded(value: string): string {
  if (value.length <= maxLength) return value;
  const hash = createHash('sha256').update(value).digest('hex');
  return `${value.slice(0, maxLength - 100)} ... ${value.length} characters, SHA-256 ${hash}`;
}
