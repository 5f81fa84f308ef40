import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Problem } from '../../../../functions/core/errors.ts';
import { parsePushedResponse, pushedRequestEndpoint } from '../../../../functions/core/oidc/pushed-request.ts';
import { problem } from '../support/problems.ts';

const requestUri = 'urn:ietf:params:oauth:request_uri:6esc_11ACC5bwc014ltc14eY22c';
const answer = (document: object, status = 201) => ({ status, body: JSON.stringify(document) });
const parse = (changes: object, status?: number) =>
  parsePushedResponse(answer({ request_uri: requestUri, expires_in: 60, ...changes }, status));

describe('parsePushedResponse', () => {
  test.each([
    requestUri,
    'urn:example:bwc4JK-ESC0w8acc191e-Y1LTC2',
    'https://login.example.com/requests/1?a=b',
    'u:%20',
    `urn:${'a'.repeat(2000)}`,
  ])('gives %s', (given) => expect(parse({ request_uri: given })).toBe(given));

  test('takes any whole number of seconds, and whatever else is said', () => {
    for (const expires_in of [1, 90, 2 ** 31, 60.0]) expect(parse({ expires_in, other: {} })).toBe(requestUri);
  });

  test.each([
    undefined,
    null,
    '',
    1,
    [requestUri],
    { uri: requestUri },
    'request-1',
    '/requests/1',
    ':a',
    'urn:',
    '1urn:a',
    ' urn:a',
    'urn:a b',
    'urn:a\r\nSet-Cookie: a=b',
    'urn:a"><script>',
    'urn:\u00e9',
    'urn:%zz',
    'urn:%2',
    'urn:a#b',
    'urn:a\\b',
    `urn:${'a'.repeat(2001)}`,
  ])('refuses the request_uri %j', (request_uri) =>
    expect(() => parse({ request_uri })).toThrow(
      problem('provider_error', { message: 'the answer to the pushed request has no valid request_uri' }),
    ),
  );

  test.each([undefined, null, 0, -1, 0.5, '60', 1e300, true, [60]])('refuses expires_in %j', (expires_in) =>
    expect(() => parse({ expires_in })).toThrow(
      problem('provider_error', {
        message: 'the answer to the pushed request has no valid expires_in',
      }),
    ),
  );

  test.each(['', '[]', 'null', '"urn:a"', '<html></html>'])('refuses the answer %j', (body) =>
    expect(() => parsePushedResponse({ status: 201, body })).toThrow(
      problem('provider_error', { message: 'the answer to the pushed request is not a JSON object' }),
    ),
  );

  test.each([200, 202, 302, 400, 404, 500])('takes 201 alone for success, and not %d', (status) =>
    expect(() => parse({}, status)).toThrow(
      problem('provider_error', {
        message: 'the pushed authorization request endpoint refused',
        log: { status, error: undefined, cure: undefined },
      }),
    ),
  );

  test('notes the error code of a refusal, and no words', () => {
    const refusal = { error: 'invalid_request', error_description: 'redirect_uri mismatch' };
    const log = { status: 400, error: 'invalid_request', cure: undefined };
    expect(() => parsePushedResponse(answer(refusal, 400))).toThrow(problem('provider_error', { log }));
    const words = answer({ error: 'No such client!' }, 400);
    expect(() => parsePushedResponse(words)).toThrow(problem('provider_error', { log: { ...log, error: undefined } }));
  });

  test('any answer is a URI or refused as provider_error', () => {
    const documents = fc.dictionary(fc.constantFrom('request_uri', 'expires_in', 'error'), fc.jsonValue());
    const bodies = fc.oneof(
      documents.map((document) => JSON.stringify(document)),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.constantFrom(200, 201, 400, 401, 503), bodies, (status, body) => {
        try {
          expect(parsePushedResponse({ status, body })).toMatch(/^[A-Za-z][\w+.-]*:[!-~]+$/);
        } catch (refusal) {
          expect(refusal).toEqual(problem('provider_error'));
        }
      }),
    );
  });
});

describe('pushedRequestEndpoint', () => {
  const endpoint = 'https://login.example.com/par';
  const settings = ['auto', 'always', 'never'] as const;
  const decide = (setting: (typeof settings)[number], offered: boolean, required: boolean) => {
    try {
      const metadata = { ...(offered && { pushedRequestEndpoint: endpoint }), pushedRequestsRequired: required };
      return pushedRequestEndpoint({ pushedAuthorizationRequests: setting }, metadata);
    } catch (error) {
      expect(error).toEqual(problem('provider_error', { log: { cure: expect.any(String) } }));
      return error instanceof Problem ? `${error.message}; cure: ${error.log['cure']}` : undefined;
    }
  };
  const alone = 'the provider accepts only pushed authorization requests';
  const nowhere = `${alone}, but its metadata has no endpoint for them; cure: have the provider add pushed_authorization_request_endpoint to its metadata`;
  const never = `${alone}; cure: set pushedAuthorizationRequests to auto, and deploy`;
  const offersNone =
    'the provider does not offer pushed authorization requests; cure: have the provider offer them; otherwise set pushedAuthorizationRequests to auto, and deploy';

  test.each([
    ['auto', true, false, endpoint],
    ['auto', true, true, endpoint],
    ['auto', false, false, undefined],
    ['auto', false, true, nowhere],
    ['always', true, false, endpoint],
    ['always', true, true, endpoint],
    ['always', false, false, offersNone],
    ['always', false, true, nowhere],
    ['never', true, false, undefined],
    ['never', true, true, never],
    ['never', false, false, undefined],
    ['never', false, true, never],
  ] as const)('%s, offered: %s, required: %s', (setting, offered, required, expected) =>
    expect(decide(setting, offered, required)).toBe(expected),
  );
});
