import type { ProviderType } from '../../../../functions/core/contract/provider-settings.ts';
import type { TrackedSetting } from '../tracked-setting.ts';

/** Keys of a provider in the `postern` block; those that are undefined are left out of it. */
export type ProviderKeys = Readonly<Record<string, unknown>>;

/** What an OmniAuth strategy's provider is here. */
export interface TranslatedKeys {
  readonly type: ProviderType;
  /** All but `name`, `type`, `label` and `appId`, which are every provider's. */
  readonly keys: ProviderKeys;
}

/** Reads a provider of one strategy. What it asks of the provider counts as carried over. */
export type Translator = (provider: TrackedSetting) => TranslatedKeys;
