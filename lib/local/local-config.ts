import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isObject, type JsonObject } from '../../functions/core/base/json.ts';
import { minimumSecretBytes, tooShortFor } from '../../functions/core/contract/hmac-secret.ts';
import { type Config, parseConfig } from '../config/index.ts';
import { privateKeyFinding } from '../config/provider-secret.ts';
import { LocalFailure } from './failure.ts';
import { asObject } from './json.ts';
import { readJson } from './json-file.ts';
import type { LocalOptions } from './options.ts';

/** Configuration of a local run. */
export interface LocalConfig {
  readonly config: Config;
  /** Names of the enabled providers for which the local Authentiq-like provider stands in. */
  readonly servedLocally: readonly string[];
  /** Client secrets or private keys from the configuration file (`appSecret`), by provider name. */
  readonly appSecrets: ReadonlyMap<string, string>;
  /** Whether new accounts are approved immediately, even if cdk.json says that they wait for approval. */
  readonly approvesAtOnce: boolean;
  /** The rest of cdk.json's context, which the CDK CLI would pass to the app. */
  readonly context: JsonObject;
}

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Reads and validates the run's configuration block: that of the `--config` file, otherwise that of cdk.json. With
 * cdk.json's block, new accounts are approved immediately unless `--as-deployed` is given. Authentiq providers without
 * an issuer are set to `issuer`, the local provider's, unless the local provider is switched off. Throws
 * `LocalFailure`, or `ConfigError` with all problems of the block.
 */
export function readLocalConfig(options: LocalOptions, issuer: string): LocalConfig {
  const { postern, ...context } = asObject(asObject(readJson(`${root}cdk.json`), 'cdk.json')['context'], 'context');
  const approvesAtOnce = options.config === undefined && !options.asDeployed;
  const { block, appSecrets } = options.config === undefined ? own(postern) : readFile(options.config);
  const served = options.provider ? providersOf(block).filter(needsLocalProvider) : [];
  const servedNames = served.map(({ name }) => name);
  const config = parseConfig(
    {
      ...block,
      ...(approvesAtOnce ? { blockAutoCreatedUsers: false, autoApprove: [] } : {}),
      ...withProviders(block, (provider) => (served.includes(provider) ? { ...provider, issuer } : provider)),
    },
    { allowLoopbackHttp: true, directory: options.config === undefined ? root : dirname(options.config) },
  );
  const servedLocally = config.providers.map(({ name }) => name).filter((name) => servedNames.includes(name));
  for (const provider of config.providers) checkCanSignIn(provider, servedLocally, appSecrets);
  return { config, servedLocally, appSecrets, approvesAtOnce, context };
}

/**
 * Throws `LocalFailure` for settings of a provider with which every sign-in would fail, because the provider's tokens
 * could not be requested or verified.
 */
function checkCanSignIn(
  settings: Config['providers'][number],
  served: readonly string[],
  appSecrets: ReadonlyMap<string, string>,
): void {
  const { name, idTokenSignedResponseAlg, userinfoSignedResponseAlg, clientAssertion } = settings;
  if (served.includes(name) && idTokenSignedResponseAlg !== 'HS256') {
    throw new LocalFailure(
      `The local provider signs ID tokens with HS256, and provider ${name} expects ${idTokenSignedResponseAlg}: remove its idTokenSignedResponseAlg, or name its issuer.`,
    );
  }
  if (served.includes(name) && userinfoSignedResponseAlg !== undefined) {
    throw new LocalFailure(
      `The local provider does not sign UserInfo: remove userinfoSignedResponseAlg of provider ${name}, or name its issuer.`,
    );
  }
  if (served.includes(name) && clientAssertion !== undefined) {
    throw new LocalFailure(
      `The local provider authenticates clients by client_secret_basic and client_secret_post: remove tokenEndpointAuthMethod of provider ${name}, or name its issuer.`,
    );
  }
  const secret = appSecrets.get(name);
  if (secret === undefined) return;
  // The key ID is not checked: operators can store it beside the private key once the run is up.
  const finding = privateKeyFinding(secret, settings);
  if (finding !== undefined) throw new LocalFailure(`appSecret of provider ${name} cannot be used: ${finding}`);
  const algorithm = tooShortFor(secret, settings);
  if (algorithm !== undefined) {
    throw new LocalFailure(
      `appSecret of provider ${name} is too short to sign with: ${algorithm} takes ${minimumSecretBytes} bytes or more here.`,
    );
  }
}

interface Block {
  readonly block: JsonObject;
  readonly appSecrets: ReadonlyMap<string, string>;
}

function own(block: unknown): Block {
  return { block: asObject(block, 'context.postern of cdk.json'), appSecrets: new Map() };
}

/**
 * Reads the block of a configuration file. Unlike cdk.json, this file may contain client secrets. They are removed from
 * the block before it is validated, since the validation refuses them.
 */
function readFile(file: string): Block {
  const value = readJson(file);
  if (value === undefined) throw new LocalFailure(`--config ${file} does not exist: name a JSON file.`);
  const block = asObject(value, file);
  if (isObject(block['context'])) {
    throw new LocalFailure(`${file} is a whole cdk.json: name a file that contains only its context.postern block.`);
  }
  const appSecrets = new Map<string, string>();
  const stripped = withProviders(block, ({ appSecret, ...provider }) => {
    if (appSecret === undefined) return provider;
    if (typeof appSecret !== 'string' || appSecret === '') {
      throw new LocalFailure(`appSecret of provider ${provider['name']} in ${file} must be a non-empty string.`);
    }
    appSecrets.set(String(provider['name']), appSecret);
    return provider;
  });
  return { block: { ...block, ...stripped }, appSecrets };
}

/**
 * The block's `providers` with `change` applied to each. Items that are not objects are unchanged, and the validation
 * refuses them later.
 */
function withProviders(block: JsonObject, change: (provider: JsonObject) => JsonObject): JsonObject {
  const { providers } = block;
  if (!Array.isArray(providers)) return {};
  return { providers: providers.map((provider) => (isObject(provider) ? change(provider) : provider)) };
}

function providersOf(block: JsonObject): readonly JsonObject[] {
  return Array.isArray(block['providers']) ? block['providers'].filter(isObject) : [];
}

/**
 * Whether the local provider must stand in for a provider: one with Authentiq's preset and no issuer. The preset's
 * issuer is Authentiq's hosted service, which has closed.
 */
function needsLocalProvider({ name, type, issuer, enabled }: JsonObject): boolean {
  return (type ?? name) === 'authentiq' && issuer === undefined && enabled !== false;
}
