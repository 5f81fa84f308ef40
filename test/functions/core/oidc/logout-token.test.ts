import { describe, expect, test } from '@jest/globals';
import { logoutTokenSeconds, verifyLogoutToken } from '../../../../functions/core/oidc/logout-token.ts';
import { problem, refusedToken } from '../support/problems.ts';
import { algorithms, createSigner, forged } from '../support/tokens.ts';

const now = Date.UTC(2026, 10, 23, 12);
const seconds = now / 1000;
const event = 'http://schemas.openid.net/event/backchannel-logout';
const plain = {
  iss: 'https://login.example.com/',
  aud: 'client-1',
  iat: seconds,
  jti: 'token-1',
  sub: 'alice',
  sid: 'session-1',
  events: { [event]: {} },
};

test('a token is good for five minutes, and one for the clocks', () => expect(logoutTokenSeconds).toBe(360));

describe.each(algorithms)('a logout token signed by %s', (algorithm) => {
  const made = createSigner(algorithm);
  const expected = { issuer: plain.iss, tenants: [], clientId: plain.aud, algorithm, now };
  const verify = async (changes: object, header: object = {}) => {
    const { sign, keys } = await made;
    return verifyLogoutToken(await sign({ ...plain, ...changes }, header), keys, expected);
  };

  test('says whom it is about', async () => {
    expect(await verify({})).toStrictEqual({ jti: 'token-1', issuedAt: seconds, sid: 'session-1', subject: 'alice' });
    expect(await verify({ sub: undefined })).toStrictEqual({ jti: 'token-1', issuedAt: seconds, sid: 'session-1' });
    expect(await verify({ sid: undefined })).toStrictEqual({ jti: 'token-1', issuedAt: seconds, subject: 'alice' });
  });

  test.each([
    ['typ logout+jwt', {}, { typ: 'logout+jwt' }],
    ['typ with application/', {}, { typ: 'application/LOGOUT+JWT' }],
    ['typ JWT', {}, { typ: 'JWT' }],
    ['no exp', {}, {}],
    ['an exp just over, within the tolerance', { exp: seconds - 60 }, {}],
    ['an iat from a clock ahead, within the tolerance', { iat: seconds + 60 }, {}],
    ['the oldest iat', { iat: seconds - logoutTokenSeconds }, {}],
    ['aud as a list of one', { aud: ['client-1'] }, {}],
    ['several aud with azp', { aud: ['client-1', 'other'], azp: 'client-1' }, {}],
    ['a null sid beside a sub', { sid: null }, {}],
    ['unknown claims', { unknown: 1, auth_time: 'x' }, {}],
    ['an unknown event beside', { events: { [event]: { a: 1 }, other: {} } }, {}],
    ['the longest jti and sid', { jti: 'j'.repeat(255), sid: 's'.repeat(255) }, {}],
  ])('is accepted with %s', async (_name, changes, header) => {
    await expect(verify(changes, header)).resolves.toHaveProperty('jti');
  });

  test.each([
    ['another iss', { iss: 'https://login.example.com' }, 'iss'],
    ['no iss', { iss: undefined }, 'iss'],
    ['another aud', { aud: 'client-2' }, 'aud'],
    ['several aud without azp', { aud: ['client-1', 'other'] }, 'azp'],
    ['no iat', { iat: undefined }, 'iat'],
    ['iat as text', { iat: String(seconds) }, 'iat'],
    ['an iat in the future', { iat: seconds + 61 }, 'iat'],
    ['an iat too long ago', { iat: seconds - logoutTokenSeconds - 1 }, 'iat'],
    ['exp as text', { exp: 'soon' }, 'exp'],
    ['an exp that is over', { exp: seconds - 61 }, 'exp'],
    ['no events', { events: undefined }, 'events'],
    ['another event', { events: { 'http://schemas.openid.net/event/other': {} } }, 'events'],
    ['an event that is no object', { events: { [event]: true } }, 'events'],
    ['an event that is a list', { events: { [event]: [] } }, 'events'],
    ['events as text', { events: event }, 'events'],
    ['events as a list', { events: [event] }, 'events'],
    ['a nonce', { nonce: 'n' }, 'nonce'],
    ['a null nonce', { nonce: null }, 'nonce'],
    ['no jti', { jti: undefined }, 'jti'],
    ['an empty jti', { jti: '' }, 'jti'],
    ['a jti that is no text', { jti: 1 }, 'jti'],
    ['a jti that is not well-formed', { jti: '\ud800' }, 'jti'],
    ['an oversized jti', { jti: 'j'.repeat(256) }, 'jti'],
    ['neither sub nor sid', { sub: undefined, sid: undefined }, 'sid'],
    ['an empty sid', { sid: '' }, 'sid'],
    ['a sid that is no text', { sid: 1 }, 'sid'],
    ['an oversized sid', { sid: 's'.repeat(256) }, 'sid'],
    ['a sub that is no text', { sub: 1 }, 'sub'],
    ['an empty sub beside a sid', { sub: '' }, 'sub'],
  ])('is refused with %s', async (_name, changes, check) => {
    await expect(verify(changes)).rejects.toEqual(refusedToken(check));
  });

  test('names the issuer of a listed tenant and that tenant, if there is one for each', async () => {
    const { sign, keys } = await made;
    const template = { ...expected, issuer: 'https://login.example.com/{tenantid}/', tenants: ['t1', 't2'] };
    const of = async (claims: object) => verifyLogoutToken(await sign({ ...plain, ...claims }), keys, template);
    const iss = 'https://login.example.com/t2/';
    expect(await of({ iss, tid: 't2' })).toHaveProperty('jti', 'token-1');
    await expect(of({ iss, tid: 't1' })).rejects.toEqual(refusedToken('tid'));
    await expect(of({ iss: 'https://login.example.com/t3/', tid: 't3' })).rejects.toEqual(refusedToken('iss'));
  });

  test.each(['at+jwt', 'secevent+jwt', 'id_token', ''])('is refused with typ %j', (typ) =>
    expect(verify({}, { typ })).rejects.toEqual(refusedToken('typ')),
  );

  test('is refused with another algorithm, none, or another key', async () => {
    const { keys } = await made;
    const other = await createSigner(algorithm);
    const attempt = (token: string) => verifyLogoutToken(token, keys, expected);
    await expect(attempt(forged({ alg: 'none' }, plain))).rejects.toEqual(refusedToken('alg'));
    await expect(attempt(forged({ alg: 'ES512' }, plain))).rejects.toEqual(refusedToken('alg'));
    await expect(attempt(await other.sign(plain))).rejects.toEqual(refusedToken('signature'));
  });
});

describe('the log is told why a logout token was refused', () => {
  const made = createSigner('HS256');
  const expected = { issuer: plain.iss, tenants: [], clientId: plain.aud, algorithm: 'HS256', now } as const;

  test.each<[string, string, object, object?]>([
    ['iat', 'iat is missing', { iat: undefined }],
    ['iat', 'the token was issued in the future', { iat: seconds + 61 }],
    ['iat', 'the token is too old', { iat: seconds - 361 }],
    ['exp', 'the token has expired', { exp: seconds - 61 }],
    ['events', 'the back-channel logout event is missing', { events: {} }],
    ['nonce', 'a logout token has no nonce', { nonce: 'n' }],
    ['jti', 'jti is missing', { jti: undefined }],
    ['sid', 'neither sid nor sub', { sid: undefined, sub: undefined }],
    ['typ', 'the token is of another type', {}, { typ: 'at+jwt' }],
  ])('%s: %s', async (check, message, claims, header = {}) => {
    const { sign, keys } = await made;
    const refusal = problem('invalid_id_token', { message, log: { check } });
    await expect(verifyLogoutToken(await sign({ ...plain, ...claims }, header), keys, expected)).rejects.toEqual(
      refusal,
    );
  });
});
