import type { Deadline } from '../deadline.ts';
import { Problem } from '../errors.ts';
import type { ProviderSettings } from '../names.ts';
import { authenticatedForm } from '../oidc/authenticated-form.ts';
import type { Claims } from '../oidc/claims.ts';
import type { VerifiedIdToken } from '../oidc/id-token/index.ts';
import type { SignatureKeys } from '../oidc/jws.ts';
import type { ProviderMetadata } from '../oidc/metadata.ts';
import { type CodeExchange, tokenRequestFields } from '../oidc/token-request.ts';
import { parseTokenResponse, type TokenResponse } from '../oidc/token-response.ts';
import { mergeUserinfo } from '../oidc/userinfo.ts';
import type { Secrets } from '../secrets/port.ts';
import { createClientAuthentication, type NoteFallback } from './client-authentication.ts';
import { createProviderClient } from './http-client.ts';
import { createJwks } from './jwks.ts';
import { createMetadata } from './metadata.ts';
import { createSecretVersions, type ReadHistory } from './secret-versions.ts';
import { type Bringer, createSigningSecrets } from './signing-secrets.ts';

/** A code to be exchanged, and where: at the endpoint that the login began with. */
export interface CodeGrant extends CodeExchange {
  readonly tokenEndpoint: string;
}

/** A provider as the use cases speak to it. Every call throws Problem where the provider fails or answers wrongly. */
export interface Provider {
  readonly settings: ProviderSettings;
  /** Begins to read the client secret, so that it is there when it is needed. */
  prepare(): void;
  /** The provider's metadata, from discovery. */
  metadata(): Promise<ProviderMetadata>;
  /** Keys that verify its tokens, by who brings them; without a URL the metadata says where its JWKS is. */
  keys(bringer: Bringer, jwksUri?: string): SignatureKeys;
  exchange(grant: CodeGrant, deadline: Deadline): Promise<TokenResponse>;
  /** The claims of UserInfo together with the ID token's. */
  userinfo(endpoint: string, accessToken: string, idToken: VerifiedIdToken, deadline: Deadline): Promise<Claims>;
}

/** What a provider needs of the world. */
export interface ProviderPorts {
  readonly clock: () => number;
  readonly secrets: Secrets;
  /** ARN of the provider's secret; undefined in functions that have no business with it. */
  readonly secretArn: string | undefined;
  readonly history: ReadHistory;
  readonly noteFallback: NoteFallback;
  /** Allows plain http to this machine, for local runs. */
  readonly loopbackHttp: boolean;
}

/** Makes a provider. Nothing is read until it is asked. */
export function createProvider(settings: ProviderSettings, ports: ProviderPorts): Provider {
  const { clock, noteFallback, loopbackHttp } = ports;
  const call = createProviderClient(new URL(settings.issuer).host, loopbackHttp);
  const metadata = createMetadata(settings, call, clock, loopbackHttp);
  const jwks = createJwks(call, clock);
  const jwksUrl = async (pinned: string | undefined): Promise<string> => {
    const url = pinned ?? (await metadata()).jwksUri;
    if (url === undefined) throw new Problem('provider_error', 'the provider names no jwks_uri');
    return url;
  };
  const versions = createSecretVersions(settings, ports);
  const client = createClientAuthentication(settings, versions, clock, noteFallback);
  const signing = createSigningSecrets(settings, versions, clock, noteFallback);
  return {
    settings,
    prepare() {
      // Whoever needs it reads it again, and is told what is wrong.
      versions.current().catch(() => undefined);
    },
    metadata,
    keys: (bringer, jwksUri) => ({
      // An issuer by plain http is this machine's own: its tokens go nowhere, and its secret is nobody's to find.
      ...(settings.issuer.startsWith('http:') && { minimumSecretBytes: 1 }),
      ...signing(bringer),
      jwks: async (known) => {
        const url = await jwksUrl(jwksUri);
        return known === undefined ? jwks.get(url) : jwks.newer(url, known);
      },
    }),
    async exchange(grant, deadline) {
      const redeem = (presented: string) =>
        call(authenticatedForm(grant.tokenEndpoint, settings, presented, tokenRequestFields(grant)), deadline);
      return parseTokenResponse(await client.call(redeem));
    },
    async userinfo(url, accessToken, idToken, deadline) {
      const headers = { authorization: `Bearer ${accessToken}` };
      return mergeUserinfo(await call({ method: 'GET', url, headers }, deadline), idToken);
    },
  };
}
