import { createLocalJWKSet, errors, type JSONWebKeySet } from 'jose';
import { isAsymmetric, type JwsAlgorithm } from '../../../functions/core/contract/algorithms.ts';
import type { ProviderSettings } from '../../../functions/core/contract/provider-settings.ts';
import type { Claims } from '../../../functions/core/oidc/claims.ts';
import { createJwks } from '../../../functions/core/provider/documents/jwks.ts';
import type { CheckedProvider } from './check-context.ts';
import { type Check, type Finding, ok, warning, wrong } from './finding.ts';
import { checkPushing } from './pushed-requests-check.ts';
import type { ReadMetadata } from './read-metadata.ts';
import { checkUserinfo } from './userinfo-check.ts';

/** Checks that compare the provider's metadata with the configuration (OpenID Connect Discovery 1.0 section 3). */
export function discoveryChecks({ settings, call, discovered }: CheckedProvider): readonly Check[] {
  const { userinfoSignedResponseAlg: signedUserinfo } = settings;
  const check = (name: string, examine: (known: ReadMetadata) => Promise<Finding> | Finding): Check => ({
    name,
    async run() {
      const known = await discovered.catch(() => undefined);
      return known === undefined ? [] : [await examine(known)];
    },
  });
  return [
    {
      name: 'discovery',
      async run() {
        await discovered;
        return [ok(`the issuer is ${settings.issuer}, and its endpoints may be called`)];
      },
    },
    check('algorithm', ({ document }) => checkAlgorithm(document, settings)),
    check('authentication', ({ document }) => checkAuthentication(document, settings)),
    check('PKCE', ({ document }) => checkPkce(document)),
    check('pushing', ({ metadata }) => checkPushing(metadata, settings)),
    ...(signedUserinfo === undefined
      ? []
      : [check('UserInfo', ({ document }) => checkUserinfo(document, signedUserinfo))]),
    ...(isAsymmetric(settings.idTokenSignedResponseAlg)
      ? [
          check('keys', async ({ metadata: { jwksUri } }) => {
            if (jwksUri === undefined) return wrong('the metadata has no jwks_uri', 'the provider must publish one');
            return checkKeySet(await createJwks(call, Date.now).get(jwksUri), settings.idTokenSignedResponseAlg);
          }),
        ]
      : []),
  ];
}

/**
 * Whether the provider can sign ID tokens with the configured algorithm. Discovery requires the metadata to list the
 * algorithms. If the list is missing, the finding is a warning.
 */
function checkAlgorithm(
  { id_token_signing_alg_values_supported: supported }: Claims,
  { idTokenSignedResponseAlg: algorithm }: ProviderSettings,
): Finding {
  if (!Array.isArray(supported)) {
    return warning(
      'the metadata does not list the signing algorithms of ID tokens',
      `check at the provider that it uses ${algorithm}`,
    );
  }
  if (supported.includes(algorithm)) return ok(`ID tokens can be signed with ${algorithm}`);
  return wrong(
    `ID tokens are signed with ${supported.join(', ')}, not with ${algorithm}`,
    'set idTokenSignedResponseAlg to that of the client registration, and deploy',
  );
}

/**
 * Whether the provider supports the configured client authentication method. If the metadata lists no methods, only
 * `client_secret_basic` counts as supported. For client assertions (signed JWTs), the metadata must list the signing
 * algorithms too (RFC 8414 section 2).
 */
export function checkAuthentication(document: Claims, settings: ProviderSettings): Finding {
  const { token_endpoint_auth_methods_supported: methods = ['client_secret_basic'] } = document;
  const { tokenEndpointAuthMethod: method, clientAssertion } = settings;
  if (!Array.isArray(methods)) {
    return warning(
      'token_endpoint_auth_methods_supported is not a list',
      `check at the provider that it accepts ${method}`,
    );
  }
  if (!methods.includes(method)) {
    return wrong(
      `the token endpoint accepts ${methods.join(', ')}, not ${method}`,
      'set tokenEndpointAuthMethod to one of these and deploy',
    );
  }
  return clientAssertion === undefined
    ? ok(`the client authenticates with ${method}`)
    : checkAssertion(document, method, clientAssertion.algorithm);
}

function checkAssertion(
  { token_endpoint_auth_signing_alg_values_supported: algorithms }: Claims,
  method: string,
  algorithm: string,
): Finding {
  if (!Array.isArray(algorithms)) {
    return warning(
      `the client authenticates with ${method}, and the metadata does not list the algorithms`,
      `check at the provider that it accepts ${algorithm}`,
    );
  }
  if (algorithms.includes(algorithm)) return ok(`the client authenticates with ${method} and ${algorithm}`);
  return wrong(
    `assertions can be signed with ${algorithms.join(', ')}, not with ${algorithm}`,
    'set tokenEndpointAuthSigningAlg to that of the client registration, and deploy',
  );
}

/**
 * Whether the metadata lists PKCE with S256 (RFC 8414 section 2). If it does not, the result is only a warning: some
 * providers support PKCE without listing it.
 */
export function checkPkce({ code_challenge_methods_supported: methods }: Claims): Finding {
  if (Array.isArray(methods) && methods.includes('S256')) return ok('S256 is supported');
  return warning(
    'the metadata does not list S256, so a stolen code may be usable',
    'ask the provider for PKCE; Postern sends the challenge in any case',
  );
}

/** Whether the provider's JWKS has a key that can verify ID tokens with the configured algorithm. */
async function checkKeySet(set: JSONWebKeySet, algorithm: JwsAlgorithm): Promise<Finding> {
  const usable = await countKeys(set, algorithm);
  if (usable > 0) return ok(`${usable} of ${set.keys.length} can verify ${algorithm}`);
  return wrong(
    `none of its ${set.keys.length} keys can verify ${algorithm}`,
    'set idTokenSignedResponseAlg to the algorithm that the provider uses, and deploy',
  );
}

async function countKeys(set: JSONWebKeySet, alg: JwsAlgorithm): Promise<number> {
  let usable = 0;
  for (const key of set.keys) {
    try {
      await createLocalJWKSet({ keys: [key] })({ alg });
      usable += 1;
    } catch (error) {
      if (!(error instanceof errors.JOSEError) && !(error instanceof TypeError)) throw error;
    }
  }
  return usable;
}
