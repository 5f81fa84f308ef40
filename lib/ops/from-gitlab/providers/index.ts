import type { ProviderType } from '../../../../functions/core/contract/provider-settings.ts';
import { omniAuthType } from '../../../config/unsupported-gitlab-settings.ts';
import type { TrackedSetting } from '../tracked-setting.ts';
import { detectStrategy, translatorFor } from './detect-strategy.ts';
import { uniqueProviderName } from './provider-name.ts';
import type { ProviderKeys } from './translator.ts';

/** A provider of GitLab's, translated. */
export interface TranslatedProvider {
  /** The provider's name in GitLab's identities. */
  readonly gitlabName: string;
  readonly name: string;
  readonly type: ProviderType;
  /** The provider in the `postern` block. */
  readonly block: ProviderKeys;
  /** The line of its client secret in the file, from 1. */
  readonly secretLine?: number;
}

/** GitLab's providers: those that are translated, and GitLab's names of those without a counterpart. */
export interface Providers {
  readonly translated: readonly TranslatedProvider[];
  readonly skipped: readonly string[];
}

const unknownStrategy =
  'This strategy is not known: if the provider supports OpenID Connect, declare it with its issuer.';

/** Translates `omniauth_providers`, and notes those that have no counterpart. */
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

/** The provider's name in GitLab's identities: the strategy's own option has precedence over the list's. */
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

/** Translates only an icon that is a data URL, since GitLab's own image files are not available. */
function readIcon(icon: TrackedSetting): string | undefined {
  const text = icon.text();
  if (text === undefined || text === '' || text.startsWith('data:')) return text || undefined;
  icon.note('Put the image beside cdk.json and its path into icon: the page loads no images from other origins.');
  return undefined;
}

/** Paths of the client ID, by precedence. */
const clientIdPaths = [['app_id'], ['args', 'client_id'], ['args', 'client_options', 'identifier']];
/** Paths of the client secret. */
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
