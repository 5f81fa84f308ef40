import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  isInvalidClient,
  isRequestRejected,
  parseTokenResponse,
  tokenRequestFields,
} from '../../../../functions/core/oidc/token-response.ts';
import { problem } from '../support/problems.ts';

const answer = (body: unknown, status = 200) => ({
  status,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const tokens = { id_token: 'i', access_token: 'a', token_type: 'Bearer' };

describe('parseTokenResponse reads', () => {
  test.each(['Bearer', 'bearer', 'BEARER'])('tokens of type %s', (token_type) =>
    expect(parseTokenResponse(answer({ ...tokens, token_type }))).toEqual({ idToken: 'i', accessToken: 'a' }),
  );

  test.each(['a', 'a'.repeat(8192), 'AZaz09-._~+/==', 'a='])('the access token %s', (access_token) =>
    expect(parseTokenResponse(answer({ ...tokens, access_token })).accessToken).toBe(access_token),
  );

  test.each([
    ['of another type', { token_type: 'DPoP' }],
    ['of no type', { token_type: undefined }],
    ['at all', { access_token: undefined }],
  ])('no access token %s', (_name, changes) =>
    expect(parseTokenResponse(answer({ ...tokens, ...changes }))).toEqual({ idToken: 'i' }),
  );
});

describe('parseTokenResponse refuses', () => {
  test.each([undefined, null, '', 1, ['i']])('the id_token %j', (id_token) =>
    expect(() => parseTokenResponse(answer({ ...tokens, id_token }))).toThrow(
      problem('provider_error', { message: 'the token response has no id_token' }),
    ),
  );

  test.each(['', '[]', '<html>'])('the body %j', (body) =>
    expect(() => parseTokenResponse(answer(body))).toThrow(
      problem('provider_error', { message: 'the token response is not a JSON object' }),
    ),
  );

  test.each(['', 'a b', 'a\r\nX: y', '\u00e9', 'a,b', 'a'.repeat(8193), 1, null, {}])(
    'the access token %j',
    (access_token) =>
      expect(() => parseTokenResponse(answer({ ...tokens, access_token }))).toThrow(
        problem('provider_error', { message: 'the access token is not a bearer token' }),
      ),
  );

  test.each([201, 204, 302, 400, 401, 500, 503])('status %d, whatever the body says', (status) =>
    expect(() => parseTokenResponse(answer(tokens, status))).toThrow(
      problem('provider_error', { message: 'the token endpoint refused', log: expect.objectContaining({ status }) }),
    ),
  );

  test.each(['invalid_client', 'unauthorized_client'])('%s, naming the cures', (error) =>
    expect(() => parseTokenResponse(answer({ error }, 401))).toThrow(
      problem('provider_error', {
        log: {
          check: 'client_authentication',
          ...{ status: 401, error, cure: expect.stringMatching(/client secret.*client_secret_post/) },
        },
      }),
    ),
  );

  test.each([
    [401, true],
    [403, true],
    [400, false],
    [500, false],
  ])('status %i without a word of why names the cures: %s', (status, named) =>
    expect(() => parseTokenResponse({ status, body: '' })).toThrow(
      problem('provider_error', {
        log: { status, error: undefined, cure: named ? expect.stringContaining('clientAssertionAudience') : undefined },
      }),
    ),
  );

  test('an error of the request, which a cure of the client would mislead about', () =>
    expect(() => parseTokenResponse(answer({ error: 'invalid_code' }, 403))).toThrow(
      problem('provider_error', { log: { status: 403, error: 'invalid_code', cure: undefined } }),
    ));

  test.each(['code=abc\nSecret', null, ['invalid_client'], undefined, 'a'.repeat(65), ''])(
    'the error %j, which is no code, without logging it',
    (error) =>
      expect(() => parseTokenResponse(answer({ error }, 400))).toThrow(
        problem('provider_error', { log: { status: 400, error: undefined, cure: undefined } }),
      ),
  );
});

test('any answer gives an ID token or is refused as provider_error', () => {
  const body = fc.oneof(
    fc.json(),
    fc.record({ id_token: fc.jsonValue(), access_token: fc.jsonValue() }).map((o) => JSON.stringify(o)),
  );
  fc.assert(
    fc.property(body, fc.constantFrom(200, 400, 500), (text, status) => {
      try {
        expect(parseTokenResponse(answer(text, status)).idToken).toMatch(/./s);
      } catch (refusal) {
        expect(refusal).toEqual(problem('provider_error'));
      }
    }),
  );
});

test.each([
  [{ error: 'invalid_client' }, true],
  [{ error: 'unauthorized_client' }, true],
  [{ error: 'invalid_grant' }, false],
  [{ error: ['invalid_client'] }, false],
  ['invalid_client', false],
])('isInvalidClient of %j is %s', (body, expected) => expect(isInvalidClient(answer(body, 401))).toBe(expected));

test.each([
  [400, 'invalid_grant', true],
  [401, 'invalid_client', true],
  [499, 'a', true],
  [399, 'invalid_grant', false],
  [500, 'invalid_grant', false],
  [429, 'invalid_grant', false],
  [400, 'temporarily_unavailable', false],
  [400, 'server_error', false],
  [400, 'slow_down', false],
  [400, undefined, false],
  [400, ['invalid_grant'], false],
])('isJudgement of status %i with error %j is %s', (status, error, expected) =>
  expect(isRequestRejected(answer({ error }, status))).toBe(expected),
);

test('an answer that is no JSON judges nothing', () => expect(isRequestRejected(answer('<html>', 400))).toBe(false));

test('a code is exchanged with its verifier, for the redirect URI that it was sent to', () =>
  expect(tokenRequestFields({ code: 'c', codeVerifier: 'v', redirectUri: 'https://r/' })).toEqual({
    ...{ grant_type: 'authorization_code', code: 'c', redirect_uri: 'https://r/', code_verifier: 'v' },
  }));
