import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  checkResponseIssuer,
  parseAuthorizationResponse,
  problemOfErrorResponse,
  readStateParameter,
} from '../../../../functions/core/oidc/authorization-response.ts';
import { problem } from '../support/problems.ts';

const parse = (query: string) => parseAuthorizationResponse(new URLSearchParams(query));

describe('readState', () => {
  test('gives the state', () => expect(readStateParameter(new URLSearchParams('code=a&state=s'))).toBe('s'));

  test.each(['', 'code=a', 'state=', 'State=s'])('refuses %j', (query) =>
    expect(() => readStateParameter(new URLSearchParams(query))).toThrow(
      problem('invalid_callback', { message: 'state is missing' }),
    ),
  );

  test('refuses two, even equal ones', () =>
    expect(() => readStateParameter(new URLSearchParams('state=s&state=s'))).toThrow(
      problem('invalid_callback', { message: 'duplicate state parameter' }),
    ));

  test('refuses one over 4096 characters', () => {
    expect(readStateParameter(new URLSearchParams({ state: 's'.repeat(4096) }))).toHaveLength(4096);
    expect(() => readStateParameter(new URLSearchParams({ state: 's'.repeat(4097) }))).toThrow(problem('too_large'));
  });
});

describe('parseAuthorizationResponse', () => {
  test.each([
    ['code=c', { code: 'c' }],
    ['code=c&iss=https%3A%2F%2Fi', { code: 'c', iss: 'https://i' }],
    ['error=access_denied&error_description=no', { error: 'access_denied' }],
    ['session_state=x&code=c&unknown=1&unknown=2', { code: 'c' }],
    ['code=c&error=', { code: 'c' }],
    ['code=c&iss=', { code: 'c' }],
  ])('reads %s', (query, expected) => expect(parse(query)).toStrictEqual(expected));

  test.each([
    ['', 'neither code nor error'],
    ['code=', 'neither code nor error'],
    ['code=c&error=e', 'code together with error'],
    ['code=c&code=c', 'duplicate code parameter'],
    ['error=e&error=e', 'duplicate error parameter'],
    ['code=c&iss=a&iss=b', 'duplicate iss parameter'],
  ])('refuses %j: %s', (query, message) =>
    expect(() => parse(query)).toThrow(problem('invalid_callback', { message })),
  );

  test.each(['code', 'error', 'iss'])('refuses an oversized %s', (name) =>
    expect(() => parse(`code=c&${name}=${'x'.repeat(4097)}`.replace(/^code=c&code/, 'code'))).toThrow(
      problem('too_large', { message: `${name} is too long` }),
    ),
  );

  test('any query gives a code or an error, never both, or is refused', () => {
    const name = fc.constantFrom('code', 'error', 'iss', 'state', 'other');
    fc.assert(
      fc.property(fc.array(fc.tuple(name, fc.string())), (pairs) => {
        const query = new URLSearchParams(pairs);
        try {
          const { code, error } = parseAuthorizationResponse(query);
          expect((code === undefined) !== (error === undefined)).toBe(true);
          for (const known of ['code', 'error', 'iss']) expect(query.getAll(known).length).toBeLessThan(2);
        } catch (refusal) {
          expect(refusal).toEqual(problem('invalid_callback'));
        }
      }),
    );
  });
});

describe('checkResponseIssuer', () => {
  const issuer = 'https://login.example.com/';

  test('accepts the issuer, promised or not, and none if none was promised', () => {
    expect(() => checkResponseIssuer({ iss: issuer }, issuer, true, [])).not.toThrow();
    expect(() => checkResponseIssuer({ iss: issuer }, issuer, false, [])).not.toThrow();
    expect(() => checkResponseIssuer({}, issuer, false, [])).not.toThrow();
  });

  test('refuses none if one was promised, and any other', () => {
    const message = 'iss of the response is not the issuer';
    expect(() => checkResponseIssuer({}, issuer, true, [])).toThrow(
      problem('invalid_callback', { message, log: { expected: [issuer] } }),
    );
    for (const iss of ['https://login.example.com', 'https://LOGIN.example.com/', 'https://evil.example/']) {
      expect(() => checkResponseIssuer({ iss }, issuer, false, [])).toThrow(problem('invalid_callback'));
    }
  });

  test('accepts only the issuers of listed tenants, if there is one for each', () => {
    const template = 'https://login.example.com/{tenantid}/v2.0';
    const check = (iss: string | undefined, promised = false) =>
      checkResponseIssuer(iss === undefined ? {} : { iss }, template, promised, ['t1', 't2']);
    expect(() => check('https://login.example.com/t1/v2.0', true)).not.toThrow();
    expect(() => check('https://login.example.com/t2/v2.0')).not.toThrow();
    expect(() => check(undefined)).not.toThrow();
    expect(() => check(undefined, true)).toThrow(problem('invalid_callback'));
    for (const iss of [template, 'https://login.example.com/t3/v2.0', 'https://login.example.com/T1/v2.0']) {
      expect(() => check(iss)).toThrow(problem('invalid_callback'));
    }
  });
});

describe('problemOfErrorResponse', () => {
  test.each([
    ['access_denied', 'access_denied', 'declined at the provider'],
    ['user_cancelled', 'access_denied', 'declined at the provider'],
    ['user_cancelled_authorize', 'access_denied', 'declined at the provider'],
    ['temporarily_unavailable', 'temporarily_unavailable', 'the provider is temporarily unavailable'],
    ['consent_required', 'access_denied', 'declined at the provider'],
    ['server_error', 'provider_error', 'the authorization response is an error'],
    ['login_required', 'provider_error', 'the authorization response is an error'],
    ['constructor', 'provider_error', 'the authorization response is an error'],
  ] as const)('%s is %s: %s', (error, code, message) => {
    const found = problemOfErrorResponse(error, false);
    const isRegistered = !/^(?:user_|constructor)/.test(error);
    const log = { response_error: isRegistered ? error : 'unregistered' };
    expect(found).toEqual(problem(code, { message, log }));
    expect(found.byRequest).toBe(found.status >= 500);
  });

  test('consent_required in answer to prompt=none is no refusal by the person', () => {
    expect(problemOfErrorResponse('consent_required', true)).toEqual(problem('provider_error'));
    expect(problemOfErrorResponse('access_denied', true)).toEqual(problem('access_denied'));
  });

  test('the text is never shown, and logged only if a specification has it as a code', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary', minLength: 1 })), fc.boolean(), (error, silent) => {
        const found = problemOfErrorResponse(error, silent);
        expect(found.details).toEqual({});
        expect(found.log).toEqual({ response_error: 'unregistered' });
      }),
    );
  });
});
