import type { TrackedSetting } from '../tracked-setting.ts';
import { readArgs, readScope } from './authorization.ts';
import type { Translator } from './translator.ts';

const mustBeOpenId = "Its scopes are OAuth's: register the application again with openid, profile and email.";

/**
 * Translates Authentiq. Authentiq's own hosted service has closed, so the operator must fill in the issuer of a
 * compatible service.
 */
export const authentiq: Translator = (provider) => {
  const args = provider.at('args');
  const site = args.at('client_options').at('site');
  const closed = site.absent || /^https:\/\/connect\.authentiq\.io\/?$/.test(site.text() ?? '');
  if (closed) provider.note("Authentiq's own service has closed: add the issuer of a compatible service.");
  else site.note("It is used as the issuer: check that it is exactly the issuer in the service's metadata.");
  return { type: 'authentiq', keys: { issuer: closed ? undefined : site.text(), args: readArgs(args) } };
};

/** Parameters that only Google's authorization endpoint accepts: one for offline access, and an obsolete one. */
const oldParameters = {
  access_type: 'Postern stores no tokens for later calls to Google, so it requests none.',
  approval_prompt: 'Google has replaced it by prompt: to ask for consent each time, put "prompt": "consent" into args.',
};

const anyDomain =
  'GitLab accepts any Google account with it; Postern requires the claim hd and refuses private Google accounts. Remove args.hd to accept them.';

/**
 * Translates Google. GitLab's strategy requires the hosted domain (`hd`) of the file in the answer, so the claim becomes
 * required.
 */
export const google: Translator = (provider) => {
  const args = provider.at('args');
  const scopes = readScope(args.at('scope'))?.replaceAll(
    /(?:https:\/\/www\.googleapis\.com\/auth\/)?userinfo\.(email|profile)/g,
    '$1',
  );
  for (const [name, reason] of Object.entries(oldParameters)) if (!args.at(name).absent) args.at(name).note(reason);
  const domains = args
    .at('hd')
    .texts()
    .flatMap((domain) => domain.text()?.toLowerCase() ?? []);
  const named = domains.filter((domain) => domain !== '*');
  if (domains.length > 0 && named.length === 0) args.at('hd').note(anyDomain);
  const hd = domains.length > 1 ? '*' : domains[0];
  return {
    type: 'google',
    keys: {
      args: readArgs(args, { scope: scopes, hd }),
      requiredClaims: named.length === 0 ? undefined : { hd: named },
    },
  };
};

/** Translates GitLab as a provider, self-managed or gitlab.com. */
export const gitlab: Translator = (provider) => {
  const args = provider.at('args');
  const site = args.at('client_options').at('site').text();
  const scope = readScope(args.at('scope'))?.split(' ') ?? [];
  const supportsOpenId = scope.includes('openid');
  if (!supportsOpenId) args.at('scope').note(mustBeOpenId);
  return {
    type: 'gitlab',
    keys: {
      issuer: site?.replace(/\/api\/v\d+\/?$|\/$/, ''),
      args: readArgs(args, { scope: supportsOpenId ? scope.join(' ') : undefined }),
    },
  };
};

/** Translates Auth0. The issuer is the URL of the Auth0 domain with a slash at the end. */
export const auth0: Translator = (provider) => {
  const args = provider.at('args');
  const domain = args.at('domain').text();
  const host = domain?.replace(/^https:\/\/|\/$/g, '');
  return { type: 'auth0', keys: { issuer: host === undefined ? undefined : `https://${host}/`, args: readArgs(args) } };
};

/**
 * Translates Amazon Cognito. The issuer is the URL of the user pool, which cannot be derived from the sign-in domain.
 */
export const cognito: Translator = (provider) => {
  const args = provider.at('args');
  suppressEndpoints(args);
  const [region, pool] = [args.at('aws_region').text(), args.at('user_pool_id').text()];
  const known = region !== undefined && pool !== undefined;
  if (!known) provider.note('Add the issuer, https://cognito-idp.<region>.amazonaws.com/<user pool id>.');
  return {
    type: 'cognito',
    keys: {
      issuer: known ? `https://cognito-idp.${region}.amazonaws.com/${pool}` : undefined,
      args: readArgs(args),
    },
  };
};

function suppressEndpoints(args: TrackedSetting): void {
  // These settings need no note: Postern reads the endpoints from the issuer's metadata, and OpenID Connect defines the
  // claims of UserInfo.
  const options = args.at('client_options');
  for (const name of ['site', 'authorize_url', 'token_url', 'user_info_url']) options.at(name).suppressNotes();
  args.at('user_response_structure').suppressNotes();
}

/**
 * Translates Sign in with Apple. Its client secret is a JWT signed with a private key, so the block has the ids of team
 * and key.
 */
export const apple: Translator = (provider) => {
  const args = provider.at('args');
  return {
    type: 'apple',
    keys: {
      teamId: args.at('team_id').text(),
      keyId: args.at('key_id').text(),
      args: readArgs(args),
    },
  };
};
