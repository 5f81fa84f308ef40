import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isInvalidClient, parseTokenResponse } from '../../../../functions/core/oidc/token-response.ts';
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
        log: { status: 401, error, cure: expect.stringMatching(/client secret.*client_secret_post/) },
      }),
    ),
  );

  test('an error whose text is no code, without logging it', () =>
    expect(() => parseTokenResponse(answer({ error: 'code=abc\nSecret' }, 400))).toThrow(
      problem('provider_error', { log: { status: 400, error: undefined, cure: undefined } }),
    ));
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
