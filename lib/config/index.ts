import type { ProviderSettings } from '../../functions/core/contract/provider-settings.ts';
import type { AccountRules, SessionLimits } from '../../functions/core/contract/settings.ts';
import { accountKeys, readAccounts } from './accounts.ts';
import type { PosternBlock } from './block.ts';
import { ConfigError, type ConfigProblem } from './config-error.ts';
import { type DomainSettings, readCookieDomain, readDomain } from './domain.ts';
import { Field } from './field.ts';
import { readLandingPage } from './landing-page.ts';
import type { DeclaredProvider } from './provider.ts';
import { readDeclaredProviders, readProviderName } from './providers.ts';
import { clientSecretRemedy } from './refused-secrets.ts';
import { readSession } from './session.ts';
import { readTokenAudiences } from './token-audiences.ts';
import { unsupportedSettingRemedy } from './unsupported-gitlab-settings.ts';
import { isOrigin, type UrlOptions } from './urls.ts';

export type {
  AuthorizationArgs,
  DomainBlock,
  PosternBlock,
  ProviderBlock,
  ProviderSelection as ProviderNames,
  SessionBlock,
} from './block.ts';
export { ConfigError, type ConfigProblem } from './config-error.ts';
export type { DomainSettings } from './domain.ts';

/** Validated configuration, with presets and defaults filled in. */
export interface Config {
  /** Enabled providers, in the order of the sign-in page. */
  readonly providers: readonly ProviderSettings[];
  /**
   * Providers with `enabled: false`, or all if sign-in is switched off. Nobody signs in with them, but sessions of
   * before go on, so their logouts are still obeyed.
   */
  readonly disabledProviders: readonly ProviderSettings[];
  /** Names of all providers. Disabled providers are included, because their secrets are retained. */
  readonly declaredProviders: readonly string[];
  readonly accounts: AccountRules;
  /** Provider that `/login` redirects to without showing the sign-in page. */
  readonly autoSignInWithProvider?: string;
  readonly appOrigins: readonly string[];
  /** Audiences besides its own for which pages of an app's origin may request API tokens, by the app's origin. */
  readonly tokenAudiences: Readonly<Record<string, readonly string[]>>;
  /** Where the browser is redirected after a login that was started without `return_to`. */
  readonly landingPage?: string;
  readonly cookieDomain?: string;
  readonly session: SessionLimits;
  /** Days between two rotations of the session keys. */
  readonly rotateKeysAfterDays: number;
  readonly domain?: DomainSettings;
}

/** Options of `parseConfig`. */
export interface ConfigOptions extends UrlOptions {
  /** Folder that icon paths are relative to. Default: the working directory, in which the CDK CLI finds cdk.json. */
  readonly directory?: string;
}

const keys = [
  'enabled',
  'providers',
  ...accountKeys,
  'autoSignInWithProvider',
  'landingPage',
  'appOrigins',
  'tokenAudiences',
  'cookieDomain',
  'session',
  'domain',
  '$schema',
] as const;

/**
 * Validates the configuration block, `context.postern` of cdk.json, and fills in presets and defaults. A block that is
 * written in TypeScript as `{ … } satisfies PosternBlock` is checked by the compiler too.
 * @throws {ConfigError} with every problem of the block
 */
export function parseConfig(block: PosternBlock, options: ConfigOptions): Config;
/** Validates a block of unknown type, for example parsed JSON. */
export function parseConfig(block: unknown, options: ConfigOptions): Config;
export function parseConfig(block: unknown, options: ConfigOptions): Config {
  const problems: ConfigProblem[] = [];
  const key = new Field('', block, problems).keys(
    keys,
    (name) => unsupportedSettingRemedy(name) ?? clientSecretRemedy(name),
  );
  readSchema(key('$schema'));
  const enabled = key('enabled').boolean(true);
  const declared = readDeclaredProviders(key('providers'), { directory: process.cwd(), ...options });
  const declaredProviders = declared.map(({ settings }) => settings.name);
  const autoSignInWithProvider = readAutoSignIn(key('autoSignInWithProvider'), declared);
  const domain = readDomain(key('domain'));
  const cookieDomain = readCookieDomain(key('cookieDomain'), domain);
  const appOrigins = readAppOrigins(key('appOrigins'), options);
  const isEnabled = (provider: DeclaredProvider) => enabled && provider.enabled;
  const config: Config = {
    providers: declared.filter(isEnabled).map(({ settings }) => settings),
    disabledProviders: declared.filter((provider) => !isEnabled(provider)).map(({ settings }) => settings),
    declaredProviders,
    accounts: readAccounts(key, declared),
    ...(enabled && autoSignInWithProvider !== undefined ? { autoSignInWithProvider } : {}),
    appOrigins,
    tokenAudiences: readTokenAudiences(key('tokenAudiences'), appOrigins, options),
    ...readLandingPage(key('landingPage'), appOrigins, domain?.name),
    ...(cookieDomain === undefined ? {} : { cookieDomain }),
    ...readSession(key('session')),
    ...(domain === undefined ? {} : { domain }),
  };
  if (problems.length > 0) {
    throw new ConfigError(problems);
  }
  return config;
}

/** Checks `$schema`, which only editors use. */
function readSchema(field: Field): void {
  if (!field.absent)
    field.string((value) => /^[^\p{C}]+$/u.test(value), 'It must be the path or URL of postern.schema.json.');
}

function readAppOrigins(field: Field, options: UrlOptions): readonly string[] {
  const remedy = 'It must be one exact https origin without a path, for example "https://app.example.com".';
  return field.items().map((item) => item.string((value) => isOrigin(value, options), remedy));
}

function readAutoSignIn(field: Field, declared: readonly DeclaredProvider[]): string | undefined {
  if (field.absent || field.value === null) {
    return undefined;
  }
  const name = readProviderName(
    field,
    declared.map(({ settings }) => settings.name),
  );
  if (declared.some(({ settings, enabled }) => settings.name === name && !enabled)) {
    field.refuse('This provider is disabled: enable it, or set this to null.');
  }
  return name;
}
