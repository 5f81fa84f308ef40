import type { ProviderType } from '../../../../functions/core/contract/provider-settings.ts';
import { omniAuthType } from '../../../config/unsupported-gitlab-settings.ts';
import type { TrackedSetting } from '../tracked-setting.ts';
import { detectStrategy, translatorFor } from './detect-strategy.ts';
import { uniqueProviderName } from './provider-name.ts';
import type { ProviderKeys } from './translator.ts';

/** One of GitLab's providers, translated for the `postern` block. */
export interface TranslatedProvider {
  /** The provider's name in GitLab, with which GitLab's table `identities` refers to it. */
  readonly gitlabName: string;
  readonly name: string;
  readonly type: ProviderType;
  /** The provider's entry in the `postern` block. */
  readonly block: ProviderKeys;
  /** The line of the file, from 1, on which the provider's client secret is. */
  readonly secretLine?: number;
}

/** GitLab's providers: the translated ones, and GitLab's names of those that Postern has no counterpart for. */
export interface Providers {
  readonly translated: readonly TranslatedProvider[];
  readonly skipped: readonly string[];
}

const unknownStrategy =
  'This strategy is not known: if the provider supports OpenID Connect, declare it with its issuer.';

/** Translates the providers in `omniauth_providers`, and notes those that Postern has no counterpart for. */
export function readProviders(list: TrackedSetting): Providers {
  const carried: TranslatedProvider[] = [];
  const left: string[] = [];
  for (const provider of list.absent ? [] : list.items()) {
    const gitlabName = readName(provider);
    if (gitlabName === undefined) continue;
    const taken = carried.map(({ name }) => name);
    const translated = readProvider(provider, gitlabName, uniqueProviderName(gitlabName, taken));
    if (translated === undefined) left.push(gitlabName);
    else carried.push(translated);
  }
  return { translated: carried, skipped: left };
}

/**
 * The provider's name in GitLab's table `identities`: `args.name`, the strategy's own option, has precedence over
 * `name` in the list of providers.
 */
function readName(provider: TrackedSetting): string | undefined {
  const listed = provider.at('name').text();
  const name = provider.at('args').at('name').text() ?? listed;
  if (name !== undefined) return name;
  const secret = provider.at('secret').text();
  provider.note(
    secret === undefined
      ? 'A provider without a name is omitted.'
      : 'The provider is in a Kubernetes secret: replace this reference by the content of the secret, and run the command again.',
  );
  provider.suppressNotes();
  return undefined;
}

function readProvider(provider: TrackedSetting, gitlabName: string, name: string): TranslatedProvider | undefined {
  const strategy = detectStrategy(provider, gitlabName);
  const kind = translatorFor(strategy);
  if (kind === undefined) {
    provider.note(omniAuthType(strategy)?.remedy ?? unknownStrategy);
    provider.suppressNotes();
    return undefined;
  }
  const { type, keys } = kind(provider);
  const secret = secretIn(provider);
  return {
    gitlabName,
    name,
    type,
    block: {
      name,
      type: type === name ? undefined : type,
      label: provider.at('label').text(),
      icon: readIcon(provider.at('icon')),
      appId: firstText(clientIdPaths, provider),
      ...keys,
    },
    ...(secret === undefined ? {} : { secretLine: secret }),
  };
}

/** Translates an icon only if it is a data URL, because image files of GitLab's own are not available here. */
function readIcon(icon: TrackedSetting): string | undefined {
  const text = icon.text();
  if (text === undefined || text === '' || text.startsWith('data:')) return text || undefined;
  icon.note('Put the image beside cdk.json and its path into icon: the page loads no images from other origins.');
  return undefined;
}

/** Paths of a provider's setting where GitLab accepts the client ID, in order of precedence. */
const clientIdPaths = [['app_id'], ['args', 'client_id'], ['args', 'client_options', 'identifier']];
/** Paths of a provider's setting where GitLab accepts the client secret. */
const secretPaths = [['app_secret'], ['args', 'client_secret'], ['args', 'client_options', 'secret'], ['args', 'pem']];

function firstText(paths: readonly (readonly string[])[], provider: TrackedSetting): string | undefined {
  return paths.map((path) => at(provider, path).text()).find((text) => text !== undefined && text !== '');
}

function secretIn(provider: TrackedSetting): number | undefined {
  const secrets = secretPaths.map((path) => at(provider, path));
  for (const secret of secrets) secret.suppressNotes();
  return secrets.find((secret) => !secret.absent)?.line;
}

function at(provider: TrackedSetting, path: readonly string[]): TrackedSetting {
  return path.reduce((found, key) => found.at(key), provider);
}
