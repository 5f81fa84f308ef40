import type { ProviderType } from '../../../../functions/core/contract/provider-settings.ts';
import type { TrackedSetting } from '../tracked-setting.ts';

/** Keys of a provider in the `postern` block; undefined ones are omitted. */
export type ProviderKeys = Readonly<Record<string, unknown>>;

/** Type and keys of a translated provider. */
export interface TranslatedKeys {
  readonly type: ProviderType;
  /** Keys that depend on the strategy; `name`, `type`, `label`, `icon` and `appId` do not. */
  readonly keys: ProviderKeys;
}

/** Translates a provider of one OmniAuth strategy. */
export type Translator = (provider: TrackedSetting) => TranslatedKeys;
