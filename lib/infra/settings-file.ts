import type { RotationSettings, SettingsByFunction } from '../../functions/core/contract/settings.ts';
import type { Config } from '../config/index.ts';
import { routes } from './routes.ts';

/** The settings of every function that has any. */
interface AllSettings extends SettingsByFunction {
  readonly rotation: RotationSettings;
}
type Recipient = keyof AllSettings;
/** The functions whose settings have the key, optional or not. */
type RecipientsOf<Key> = { [Name in Recipient]: Key extends keyof AllSettings[Name] ? Name : never }[Recipient];
/** The `Config` keys, optional or not, that a function's settings have. */
type ConfigKeys<Name extends Recipient> = keyof Config & keyof AllSettings[Name];

/**
 * The functions whose settings include each key of `Config`. The compiler refuses a missing key, a missing function,
 * and a function without such a setting. Without this check, an optional setting that is not copied would silently have
 * no effect.
 */
const recipients = {
  providers: { login: true, callback: true, session: true, rotation: true },
  disabledProviders: { callback: true, session: true },
  accounts: { callback: true },
  autoSignInWithProvider: { login: true },
  appOrigins: { login: true, callback: true, session: true },
  tokenAudiences: { session: true },
  landingPage: { login: true, callback: true, session: true },
  cookieDomain: { login: true, callback: true, session: true },
  session: { login: true, callback: true, session: true, rotation: true },
  // Only the CDK constructs read these keys, so no function receives them.
  declaredProviders: {},
  rotateKeysAfterDays: {},
  domain: {},
} as const satisfies { readonly [Key in keyof Config]-?: Readonly<Record<RecipientsOf<Key>, true>> };

/** The settings of each function behind the HTTP API: the part of `Config` that it needs. */
export function functionSettings(config: Config): SettingsByFunction {
  return {
    login: settingsOf('login', config),
    callback: settingsOf('callback', config),
    session: {
      ...settingsOf('session', config),
      routes: routes.map(({ method, path }) => ({ method, path })),
    },
  };
}

/** The rotation function's settings. */
export function rotationSettings(config: Config): RotationSettings {
  return settingsOf('rotation', config);
}

function settingsOf<Name extends Recipient>(name: Name, config: Config): Pick<Config, ConfigKeys<Name>> {
  const received = Object.entries(recipients).filter(([, functions]) => Object.hasOwn(functions, name));
  const keys = new Set(received.map(([key]) => key));
  // The cast is safe: for this function, `recipients` names exactly the keys in `ConfigKeys<Name>`.
  return Object.fromEntries(Object.entries(config).filter(([key]) => keys.has(key))) as Pick<Config, ConfigKeys<Name>>;
}
