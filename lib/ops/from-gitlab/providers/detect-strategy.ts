import { omniAuthType } from '../../../config/unsupported-gitlab-settings.ts';
import type { TrackedSetting } from '../tracked-setting.ts';
import { microsoft } from './microsoft.ts';
import { openIdConnect } from './openid-connect.ts';
import { apple, auth0, authentiq, cognito, gitlab, google } from './strategies.ts';
import type { Translator } from './translator.ts';

/**
 * Translators of the OmniAuth strategies (provider plug-ins) that Postern has a counterpart for, by OmniAuth's name of
 * the strategy.
 */
const translators: Readonly<Record<string, Translator>> = {
  authentiq,
  openid_connect: openIdConnect,
  google_oauth2: google,
  gitlab,
  azure_activedirectory_v2: microsoft('oid'),
  azure_oauth2: microsoft('sub'),
  auth0,
  cognito,
  cognito_idp: cognito,
  apple,
};

/**
 * OmniAuth's names of strategies, by the last part of the Ruby class in `strategy_class`, as in
 * `OmniAuth::Strategies::OpenIDConnect`.
 */
const names: Readonly<Record<string, string>> = {
  openidconnect: 'openid_connect',
  googleoauth2: 'google_oauth2',
  azureactivedirectoryv2: 'azure_activedirectory_v2',
  azureoauth2: 'azure_oauth2',
  oauth2generic: 'oauth2_generic',
  cognitoidp: 'cognito_idp',
};

/**
 * Detects the OmniAuth strategy of a provider: from its `strategy_class`, otherwise from its name. If neither is a
 * known strategy, a provider with issuer and client ID counts as OpenID Connect. So does a provider whose arguments are
 * a Ruby expression, which is not evaluated.
 */
export function detectStrategy(provider: TrackedSetting, name: string): string {
  const args = provider.at('args');
  const named = args.at('strategy_class').text()?.split('::').at(-1)?.toLowerCase();
  if (named === undefined) {
    const known = translatorFor(name) !== undefined || omniAuthType(name) !== undefined;
    const client = args.at('client_options').at('identifier');
    return !known && (args.unknown || !(args.at('issuer').absent || client.absent)) ? 'openid_connect' : name;
  }
  const strategy = ownValue(names, named) ?? named;
  return strategy === 'oauth2_generic' && isCognito(args, name) ? 'cognito' : strategy;
}

/** The translator of an OmniAuth strategy; undefined if Postern has no counterpart for the strategy. */
export function translatorFor(strategy: string): Translator | undefined {
  return ownValue(translators, strategy);
}

function isCognito(args: TrackedSetting, name: string): boolean {
  const site = args.at('client_options').at('site');
  return name === 'cognito' || /\.amazoncognito\.com\/?$/.test(site.text() ?? '');
}

function ownValue<Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
