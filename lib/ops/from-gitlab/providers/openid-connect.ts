import { jwsAlgorithms } from '../../../../functions/core/contract/algorithms.ts';
import type { ProviderType } from '../../../../functions/core/contract/provider-settings.ts';
import type { TrackedSetting } from '../tracked-setting.ts';
import { readArgs } from './authorization.ts';
import type { ProviderKeys, TranslatedKeys } from './translator.ts';

/**
 * Postern's provider types by pattern of the issuer. With all these types an identity's uid is the claim `sub`, as with
 * GitLab's strategy `openid_connect`.
 */
const typesByIssuer: readonly (readonly [RegExp, ProviderType])[] = [
  [/^https:\/\/accounts\.google\.com$/, 'google'],
  [/^https:\/\/gitlab\.com$/, 'gitlab'],
  [/^https:\/\/[^/]+\.(?:okta|oktapreview|okta-emea)\.com(?:\/|$)/, 'okta'],
  [/^https:\/\/[^/]+\.auth0\.com\/$/, 'auth0'],
  [/^https:\/\/cognito-idp\.[^/]+\.amazonaws\.com\//, 'cognito'],
  [/^https:\/\/appleid\.apple\.com$/, 'apple'],
  [/\/realms\/[^/]+$/, 'keycloak'],
];

const endpoints = [
  ...['host', 'port', 'scheme', 'authorization_endpoint', 'token_endpoint', 'userinfo_endpoint', 'jwks_uri'],
  'end_session_endpoint',
];
const byDiscovery = "Endpoints are read only from the issuer's discovery document: it must have one.";
const otherGroups =
  'There are no other rules by group than required ones: your app decides by the response of GET /session.';
const alwaysOn = 'It is always on: state, nonce and PKCE protect every login.';

/** Translates a provider that uses the OmniAuth strategy `openid_connect`. */
export function openIdConnect(provider: TrackedSetting): TranslatedKeys {
  const args = provider.at('args');
  const issuer = readIssuer(args);
  noteEndpoints(args);
  noteDifferences(args);
  return {
    type: typesByIssuer.find(([pattern]) => pattern.test(issuer ?? ''))?.[1] ?? 'openid_connect',
    keys: {
      issuer,
      args: readArgs(args),
      responseMode: readResponseMode(args.at('response_mode')),
      ...readClientAuthentication(args.at('client_auth_method')),
      idTokenSignedResponseAlg: readAlgorithm(args.at('client_signing_alg')),
      ...readRequiredGroups(args.at('client_options').at('gitlab')),
    },
  };
}

function readIssuer(args: TrackedSetting): string | undefined {
  const issuer = args.at('issuer').text();
  if (/^https:\/\/(?:login\.microsoftonline\.com|sts\.windows\.net)\//.test(issuer ?? '')) {
    args
      .at('issuer')
      .note(
        'It stays "openid_connect", so that users keep their sub. The type "microsoft" would identify them by tenant and object id.',
      );
  }
  return issuer;
}

function noteEndpoints(args: TrackedSetting): void {
  if (args.at('discovery').flag() === false) args.at('discovery').note(byDiscovery);
  const options = args.at('client_options');
  for (const endpoint of endpoints) {
    if (!options.at(endpoint).absent) options.at(endpoint).note(byDiscovery);
  }
}

function noteDifferences(args: TrackedSetting): void {
  const uidField = args.at('uid_field');
  if (![undefined, 'sub'].includes(uidField.text())) {
    uidField.note(
      "Users are identified only by sub. The uid that GitLab stores is another claim: import accounts with each user's sub as uid.",
    );
  }
  const responseType = args.at('response_type');
  const types = responseType.texts().map((each) => each.text());
  if (types.some((type) => type !== 'code'))
    responseType.note('Only the code flow is supported: response_type is code.');
  for (const protection of ['pkce', 'require_state', 'send_nonce'].map((name) => args.at(name))) {
    if (protection.flag() === false) protection.note(alwaysOn);
  }
  // The authorization code flow sends no scope to the token endpoint (RFC 6749 section 4.1.3). So either value of this
  // setting has the same effect in Postern, and needs no note.
  args.at('send_scope_to_token_endpoint').suppressNotes();
  const options = args.at('client_options');
  options.at('redirect_uri').suppressNotes();
}

/** Reads GitLab's rules by group. Required groups become a required claim; the other rules have no counterpart. */
function readRequiredGroups(rules: TrackedSetting): ProviderKeys {
  for (const [name, rule] of rules.absent ? [] : rules.entries()) {
    if (!['groups_attribute', 'required_groups'].includes(name)) rule.note(otherGroups);
  }
  const attribute = rules.at('groups_attribute').text();
  const required = rules.at('required_groups');
  const groups = required.texts().flatMap((group) => group.text() ?? []);
  if (groups.length === 0) return {};
  if (attribute === undefined) required.note('No groups_attribute names their claim, so the claim groups is used.');
  return { requiredClaims: { [attribute ?? 'groups']: groups } };
}

function readResponseMode(found: TrackedSetting): string | undefined {
  const mode = found.text();
  if (mode === undefined || mode === 'query' || mode === 'form_post') return mode;
  found.note('Only the response modes query and form_post are supported.');
  return undefined;
}

function readClientAuthentication(found: TrackedSetting): ProviderKeys {
  const method = found.text();
  if (method === 'mtls') {
    found.note('Client certificates are not supported: register private_key_jwt or client_secret_basic.');
    return {};
  }
  // With `jwt_bearer` GitLab signs the client assertion with the client secret, and its audience is the token endpoint.
  if (method === 'jwt_bearer') {
    return { tokenEndpointAuthMethod: 'client_secret_jwt', clientAssertionAudience: 'token_endpoint' };
  }
  // With any method but `basic`, GitLab sends the client secret in the body of the token request.
  return { tokenEndpointAuthMethod: method === undefined || method === 'basic' ? undefined : 'client_secret_post' };
}

function readAlgorithm(found: TrackedSetting): string | undefined {
  const algorithm = found.text();
  if (algorithm === undefined || jwsAlgorithms.some((each) => each === algorithm)) return algorithm;
  found.note('This algorithm of ID tokens is not supported: register RS256.');
  return undefined;
}
