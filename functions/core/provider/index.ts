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

/** A code to be exchanged, and where: at the endpoint that the login began with. */
export interface CodeGrant extends CodeExchange {
  readonly tokenEndpoint: string;
}

/** A provider as the use cases speak to it. Every call throws Problem where the provider fails or answers wrongly. */
export interface Provider {
  readonly settings: ProviderSettings;
  /** Begins to read the client secret, so that it is there when it is needed. */
  prepare(): void;
  /** The provider's metadata, from discovery; read anew where the known one does not fit. */
  metadata(known?: ProviderMetadata): Promise<ProviderMetadata>;
  /** Keys that verify its tokens, by who brings them; without a URL the metadata says where its JWKS is. */
  keys(source: TokenSource, jwksUri?: string): SignatureKeys;
  /**
   * Hands an authorization request to the provider before the browser goes there (RFC 9126 section 2.1).
   * @returns The `request_uri` that stands for it.
   */
  push(endpoint: string, parameters: Readonly<Record<string, string>>, deadline: Deadline): Promise<string>;
  exchange(grant: CodeGrant, deadline: Deadline): Promise<TokenResponse>;
  /** The claims of UserInfo together with the ID token's. */
  readonly userinfo: AskUserinfo;
}

/** What a provider needs of the world. */
export interface ProviderPorts extends AuthenticationPorts {
  readonly secrets: Secrets;
  /** ARN of the provider's secret; undefined in functions that have no business with it. */
  readonly secretArn: string | undefined;
  readonly history: ReadHistory;
  /** What all instances know of providers; without it each asks them for itself. */
  readonly documents?: DocumentStores;
  /** Allows plain http to this machine, for local runs. */
  readonly loopbackHttp: boolean;
}

/** Makes a provider. Nothing is read until it is asked. */
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
    // An issuer by plain http is this machine's own: its tokens go nowhere, and its secret is nobody's to find.
    ...(settings.issuer.startsWith('http:') && { minimumSecretBytes: 1 }),
    ...verification(source),
    jwks: async (known) => readDocument(jwks, await jwksUrl(jwksUri), known),
  });
  return {
    settings,
    prepare() {
      // Whoever needs it reads it again, and is told what is wrong.
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
