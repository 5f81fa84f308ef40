import type { Deadline } from '../base/deadline.ts';
import type { ProviderSettings } from '../contract/provider-settings.ts';
import { Problem } from '../errors.ts';
import type { SignatureKeys } from '../oidc/jws.ts';
import type { ProviderMetadata } from '../oidc/parse-metadata.ts';
import { parsePushedResponse } from '../oidc/pushed-request.ts';
import {
  type CodeExchange,
  parseTokenResponse,
  type TokenResponse,
  tokenRequestFields,
} from '../oidc/token-response.ts';
import type { Secrets } from '../secrets/port.ts';
import { type AuthenticationPorts, createAuthenticatedClient } from './client-secret/authenticate.ts';
import { createVerificationKeys, type TokenSource } from './client-secret/verification-keys.ts';
import { createClientSecretVersions, type ReadHistory } from './client-secret/versions.ts';
import { readDocument } from './documents/cache.ts';
import { createJwks } from './documents/jwks.ts';
import { createMetadata } from './documents/metadata.ts';
import type { DocumentStores } from './documents/store.ts';
import { createProviderClient } from './http-client.ts';
import { type AskUserinfo, createUserinfo } from './userinfo.ts';

/**
 * An authorization code with the token endpoint at which it is exchanged: the one that the login attempt has pinned.
 */
export interface CodeGrant extends CodeExchange {
  readonly tokenEndpoint: string;
}

/** A provider as the handlers use it. Every call throws Problem if the provider fails or its response is invalid. */
export interface Provider {
  readonly settings: ProviderSettings;
  /** Starts to read the client secret into the cache, so that the call which needs it does not wait. */
  prepare(): void;
  /**
   * The provider's metadata, from its discovery document. If `known` is given, because it proved wrong, newer metadata
   * is fetched.
   */
  metadata(known?: ProviderMetadata): Promise<ProviderMetadata>;
  /**
   * Keys that verify the provider's tokens.
   * @param source Where the token comes from. A client secret that is not proved yet verifies no untrusted token.
   * @param jwksUri URL of the JWKS, by default that in the metadata.
   */
  keys(source: TokenSource, jwksUri?: string): SignatureKeys;
  /**
   * Pushes an authorization request to the provider (RFC 9126 section 2.1).
   * @returns The `request_uri` that stands for the request.
   */
  push(endpoint: string, parameters: Readonly<Record<string, string>>, deadline: Deadline): Promise<string>;
  /** Exchanges an authorization code for tokens (Core 1.0 section 3.1.3). */
  exchange(grant: CodeGrant, deadline: Deadline): Promise<TokenResponse>;
  /** Requests UserInfo and merges its claims with those of the ID token. */
  readonly userinfo: AskUserinfo;
}

/** What a provider's client needs: secrets, shared documents, clock, randomness and the record of fallbacks. */
export interface ProviderPorts extends AuthenticationPorts {
  readonly secrets: Secrets;
  /** ARN of the provider's secret; undefined in functions that are not permitted to read it. */
  readonly secretArn: string | undefined;
  readonly history: ReadHistory;
  /** Store of the documents (metadata and JWKS) that all instances share. Without it, each instance fetches its own. */
  readonly documents?: DocumentStores;
  /** Allows plain http to this machine, for local runs. */
  readonly loopbackHttp: boolean;
}

/** Creates the client of a provider. No secret or document is read before the first call. */
export function createProvider(settings: ProviderSettings, ports: ProviderPorts): Provider {
  const { clock, recordFallback, documents, loopbackHttp } = ports;
  const call = createProviderClient(new URL(settings.issuer).host, loopbackHttp);
  const metadata = createMetadata(settings, call, clock, loopbackHttp, documents?.('metadata'));
  const jwks = createJwks(call, clock, documents?.('jwks'));
  const jwksUrl = async (pinned: string | undefined): Promise<string> => {
    const url = pinned ?? (await metadata()).jwksUri;
    if (url === undefined) throw new Problem('provider_error', 'the provider names no jwks_uri');
    return url;
  };
  const versions = createClientSecretVersions(settings, ports);
  const client = createAuthenticatedClient(settings, versions, call, ports);
  const verification = createVerificationKeys(settings, versions, clock, recordFallback);
  const keys: Provider['keys'] = (source, jwksUri) => ({
    // An issuer with plain http runs on this machine (local runs). Nobody else sees its tokens, so nobody can find a
    // short secret by brute force.
    ...(settings.issuer.startsWith('http:') && { minimumSecretBytes: 1 }),
    ...verification(source),
    jwks: async (known) => readDocument(jwks, await jwksUrl(jwksUri), known, source === 'untrusted'),
  });
  return {
    settings,
    prepare() {
      // The error is ignored here: the call that needs the secret reads it again, and throws if that fails too.
      versions.current().catch(() => undefined);
    },
    metadata,
    keys,
    async push(endpoint, parameters, deadline) {
      return parsePushedResponse(await client.post(endpoint, parameters, deadline));
    },
    async exchange(grant, deadline) {
      return parseTokenResponse(await client.post(grant.tokenEndpoint, tokenRequestFields(grant), deadline));
    },
    userinfo: createUserinfo(settings, call, (jwksUri) => keys('provider_response', jwksUri), clock),
  };
}
