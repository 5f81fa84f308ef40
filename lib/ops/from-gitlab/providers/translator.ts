import type { ProviderType } from '../../../../functions/core/contract/provider-settings.ts';
import type { TrackedSetting } from '../tracked-setting.ts';

/** JSON keys of a provider in the `postern` block, with their values; undefined ones are omitted. */
export type ProviderKeys = Readonly<Record<string, unknown>>;

/** Type of a translated provider, and those of its JSON keys that depend on the OmniAuth strategy. */
export interface TranslatedKeys {
  readonly type: ProviderType;
  /** JSON keys that depend on the OmniAuth strategy; `name`, `type`, `label`, `icon` and `appId` do not. */
  readonly keys: ProviderKeys;
}

/** Translates a provider that uses one particular OmniAuth strategy. */
export type Translator = (provider: TrackedSetting) => TranslatedKeys;
