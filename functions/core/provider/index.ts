import type { Deadline } from '../base/deadline.ts';
import type { ProviderSettings } from '../contract/provider-settings.ts';
import { Problem } from '../errors.ts';
import type { SignatureKeys } from '../oidc/jws.ts';
import type { ProviderMetadata } from '../oidc/metadata.ts';
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

/** An authorization code to be exchanged at the token endpoint that the login began with. */
export interface CodeGrant extends CodeExchange {
  readonly tokenEndpoint: string;
}

/** A provider as the use cases see it. Every call throws Problem if the provider fails or its answer is invalid. */
export interface Provider {
  readonly settings: ProviderSettings;
  /** Starts to read the client secret ahead of its use. */
  prepare(): void;
  /** The provider's metadata, from discovery; newer than `known`, if that is given. */
  metadata(known?: ProviderMetadata): Promise<ProviderMetadata>;
  /** Keys that verify its tokens, by where these come from; `jwksUri` is by default that of the metadata. */
  keys(source: TokenSource, jwksUri?: string): SignatureKeys;
  /**
   * Pushes an authorization request to the provider (RFC 9126 section 2.1).
   * @returns Its `request_uri`.
   */
  push(endpoint: string, parameters: Readonly<Record<string, string>>, deadline: Deadline): Promise<string>;
  /** Exchanges an authorization code (Core 1.0 section 3.1.3). */
  exchange(grant: CodeGrant, deadline: Deadline): Promise<TokenResponse>;
  /** The claims of UserInfo together with the ID token's. */
  readonly userinfo: AskUserinfo;
}

/** Secrets, shared documents, clock and randomness that a provider works with. */
export interface ProviderPorts extends AuthenticationPorts {
  readonly secrets: Secrets;
  /** ARN of the provider's secret; undefined in functions that may not read it. */
  readonly secretArn: string | undefined;
  readonly history: ReadHistory;
  /** Documents that all instances share; without it each instance fetches for itself. */
  readonly documents?: DocumentStores;
  /** Allows plain http to this machine, for local runs. */
  readonly loopbackHttp: boolean;
}

/** Creates a provider. Nothing is read before the first call. */
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
    // An issuer by plain http is on this machine: nobody else sees its tokens, so nobody can brute-force its secret.
    ...(settings.issuer.startsWith('http:') && { minimumSecretBytes: 1 }),
    ...verification(source),
    jwks: async (known) => readDocument(jwks, await jwksUrl(jwksUri), known),
  });
  return {
    settings,
    prepare() {
      // The call that needs it reads it again, and throws if that fails.
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
