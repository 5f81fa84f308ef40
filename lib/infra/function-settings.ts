import type { CommonSettings, RotationSettings, SettingsByFunction } from '../../functions/core/contract/settings.ts';
import type { Config } from '../config/index.ts';
import { routes } from './routes.ts';

/** Each function's settings: of the configuration the part that it needs, and nothing else. */
export function functionSettings(config: Config): SettingsByFunction {
  const common: CommonSettings = {
    providers: config.providers,
    appOrigins: config.appOrigins,
    ...(config.cookieDomain === undefined ? {} : { cookieDomain: config.cookieDomain }),
    ...(config.landingPage === undefined ? {} : { landingPage: config.landingPage }),
  };
  const { accounts, session, autoSignInWithProvider } = config;
  return {
    login: { ...common, session, ...(autoSignInWithProvider === undefined ? {} : { autoSignInWithProvider }) },
    callback: { ...common, accounts, session },
    session: { ...common, session, routes: routes.map(({ method, path }) => ({ method, path })) },
  };
}

/** The rotation function's settings. */
export function rotationSettings({ providers, session }: Config): RotationSettings {
  return { providers, session };
}
