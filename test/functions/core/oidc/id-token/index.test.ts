import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { type IdTokenExpectation, verifyIdToken } from '../../../../../functions/core/oidc/id-token/index.ts';
import { refusedToken } from '../../support/problems.ts';
import { algorithms, createSigner } from '../../support/tokens.ts';

const now = Date.UTC(2026, 10, 23, 12);
const seconds = now / 1000;
const plain = {
  iss: 'https://login.example.com/',
  sub: 'Alice-1',
  aud: 'client-1',
  iat: seconds - 5,
  exp: seconds + 300,
  nonce: 'the-nonce',
};

function leftHalf(algorithm: string, accessToken: string): string {
  const digest = createHash(algorithm === 'EdDSA' ? 'sha512' : 'sha256')
    .update(accessToken)
    .digest();
  return digest.subarray(0, digest.length / 2).toString('base64url');
}

describe.each(algorithms)('an ID token signed by %s', (algorithm) => {
  const made = createSigner(algorithm);
  const expectation: IdTokenExpectation = {
    issuer: plain.iss,
    tenants: [],
    clientId: plain.aud,
    algorithm,
    nonce: plain.nonce,
    now,
    accessToken: 'access-1',
  };
  const verify = async (changes: object, expected: Partial<IdTokenExpectation> = {}, header: object = {}) => {
    const { sign, keys } = await made;
    return verifyIdToken(await sign({ ...plain, ...changes }, header), keys, { ...expectation, ...expected });
  };

  test('says who signed in, and in which session of the provider', async () => {
    const claims = { ...plain, sid: 'session-1', email: 'a@example.com' };
    expect(await verify(claims)).toEqual({
      subject: 'Alice-1',
      sid: 'session-1',
      authenticatedAt: 0,
      claims,
    });
    const dated = { ...claims, auth_time: seconds - 90 };
    expect(await verify(dated)).toMatchObject({ authenticatedAt: seconds - 90, claims: dated });
  });

  test('says how they authenticated, if the provider does', async () => {
    const strength = { acr: 'urn:example:two-factors', amr: ['pwd', 'otp'] };
    expect(await verify(strength)).toMatchObject(strength);
    const odd = await verify({ acr: 1, amr: 'pwd' });
    for (const claim of ['acr', 'amr']) expect(odd).not.toHaveProperty(claim);
  });

  test.each([undefined, null])('a sid of %j is none', async (sid) => {
    expect(await verify({ sid })).not.toHaveProperty('sid');
  });

  test.each([
    ['aud as a list of one', { aud: ['client-1'] }],
    ['azp', { azp: 'client-1' }],
    ['several aud with azp', { aud: ['other', 'client-1'], azp: 'client-1' }],
    ['exp 60 s ago', { exp: seconds - 60 }],
    ['iat in 60 s', { iat: seconds + 60 }],
    ['nbf in 60 s', { nbf: seconds + 60 }],
    ['the right at_hash', { at_hash: leftHalf(algorithm, 'access-1') }],
    ['auth_time unknown, where no max_age was sent', { auth_time: 0 }],
    ['the longest sid', { sid: 's'.repeat(255) }],
    ['unknown claims', { roles: ['a'], acr: null }],
    ['a tid, where the issuer is of one tenant', { tid: '9188040d-6c67-4c5b-b112-36a304b66dad' }],
  ])('is accepted with %s', async (_name, claims) => {
    expect((await verify(claims)).subject).toBe('Alice-1');
  });

  test.each([
    ['no iss', { iss: undefined }, 'iss'],
    ['iss without its slash', { iss: 'https://login.example.com' }, 'iss'],
    ['another iss', { iss: 'https://evil.example/' }, 'iss'],
    ['no sub', { sub: undefined }, 'sub'],
    ['an empty sub', { sub: '' }, 'sub'],
    ['a sub that is no text', { sub: 1 }, 'sub'],
    ['an oversized sub', { sub: 's'.repeat(256) }, 'sub'],
    ['no aud', { aud: undefined }, 'aud'],
    ['another aud', { aud: 'client-2' }, 'aud'],
    ['an empty list of aud', { aud: [] }, 'aud'],
    ['an aud that holds other things', { aud: ['client-1', 1], azp: 'client-1' }, 'aud'],
    ['several aud without azp', { aud: ['client-1', 'other'] }, 'azp'],
    ['another azp', { azp: 'other' }, 'azp'],
    ['no exp', { exp: undefined }, 'exp'],
    ['exp as text', { exp: String(seconds + 300) }, 'exp'],
    ['exp 61 s ago', { exp: seconds - 61 }, 'exp'],
    ['no iat', { iat: undefined }, 'iat'],
    ['iat null', { iat: null }, 'iat'],
    ['iat in 61 s', { iat: seconds + 61 }, 'iat'],
    ['nbf in 61 s', { nbf: seconds + 61 }, 'nbf'],
    ['nbf as text', { nbf: 'now' }, 'nbf'],
    ['no nonce', { nonce: undefined }, 'nonce'],
    ['another nonce', { nonce: 'the-noncf' }, 'nonce'],
    ['a longer nonce', { nonce: 'the-nonce ' }, 'nonce'],
    ['a nonce that is no text', { nonce: ['the-nonce'] }, 'nonce'],
    ["another access token's at_hash", { at_hash: leftHalf(algorithm, 'access-2') }, 'at_hash'],
    ['at_hash null', { at_hash: null }, 'at_hash'],
    ['an empty sid', { sid: '' }, 'sid'],
    ['a sid that is no text', { sid: 1 }, 'sid'],
    ['a sid that is a list', { sid: ['session-1'] }, 'sid'],
    ['a sid that could not be kept', { sid: 's'.repeat(256) }, 'sid'],
    ['a sid that is not well-formed', { sid: '\ud800' }, 'sid'],
    ['events', { events: { 'http://schemas.openid.net/event/backchannel-logout': {} } }, 'events'],
  ])('is refused with %s', async (_name, claims, check) => {
    await expect(verify(claims)).rejects.toEqual(refusedToken(check));
  });

  test.each([
    ['missing', {}],
    ['text', { auth_time: String(seconds) }],
    ['unknown', { auth_time: 0 }],
    ['too long ago', { auth_time: seconds - 361 }],
  ])('is refused if max_age was sent and auth_time is %s', async (_name, claims) => {
    await expect(verify(claims, { maxAge: 300 })).rejects.toEqual(refusedToken('auth_time'));
  });

  test('is accepted if max_age was sent and auth_time is recent enough', async () => {
    expect((await verify({ auth_time: seconds - 360 }, { maxAge: 300 })).subject).toBe('Alice-1');
    expect((await verify({ auth_time: seconds }, { maxAge: 0 })).subject).toBe('Alice-1');
  });

  test('goes by when the login began', async () => {
    const slow = { startedAt: now - 400_000 };
    const since = { auth_time: seconds - 400 };
    const before = { auth_time: seconds - 461 };
    for (const asked of [{ maxAge: 0 }, { maxAge: 300 }, { anew: true }]) {
      expect((await verify(since, { ...slow, ...asked })).authenticatedAt).toBe(seconds - 400);
      await expect(verify(before, { ...slow, ...asked })).rejects.toEqual(refusedToken('auth_time'));
    }
  });

  describe('of a provider that has an issuer for each tenant', () => {
    const [one, two] = ['9188040d-6c67-4c5b-b112-36a304b66dad', '72f988bf-86f1-41af-91ab-2d7cd011db47'];
    const issuerOf = (tenant: string) => `https://login.example.com/${tenant}/v2.0`;
    const template = { issuer: issuerOf('{tenantid}'), tenants: [one, two] };

    test.each([one, two])('is accepted from the listed tenant %s', async (tid) => {
      expect((await verify({ iss: issuerOf(tid), tid }, template)).subject).toBe('Alice-1');
    });

    test.each([
      ['a tenant that is not listed', { iss: issuerOf(`${one}0`), tid: `${one}0` }, 'iss'],
      ['the tid of another tenant than iss', { iss: issuerOf(one), tid: two }, 'tid'],
      ['no tid', { iss: issuerOf(one) }, 'tid'],
      ['a tid that is no text', { iss: issuerOf(one), tid: [one] }, 'tid'],
      ['another case of tid', { iss: issuerOf(one), tid: one.toUpperCase() }, 'tid'],
      ['another case of both', { iss: issuerOf(one.toUpperCase()), tid: one.toUpperCase() }, 'iss'],
      ['the template itself', { iss: template.issuer, tid: '{tenantid}' }, 'iss'],
      ['the template itself with a listed tid', { iss: template.issuer, tid: one }, 'iss'],
      ['the issuer of all tenants', { iss: issuerOf('common'), tid: one }, 'iss'],
    ])('is refused with %s', async (_name, claims, check) => {
      await expect(verify(claims, template)).rejects.toEqual(refusedToken(check));
    });

    test('is refused from whomever if no tenant is listed', async () => {
      const none = { ...template, tenants: [] };
      await expect(verify({ iss: issuerOf(one), tid: one }, none)).rejects.toEqual(refusedToken('iss'));
    });
  });

  test.each([undefined, 'JWT', 'id_token+jwt', ''])('is accepted with typ %s', async (typ) => {
    expect((await verify({}, {}, { typ })).subject).toBe('Alice-1');
  });

  test.each(['logout+jwt', 'at+jwt', 'application/at+jwt', 'SECEVENT+JWT', 'dpop+jwt'])(
    'is refused with typ %s',
    (typ) => expect(verify({}, {}, { typ })).rejects.toEqual(refusedToken('typ')),
  );

  test('is judged by its signature first', async () => {
    const stranger = await createSigner(algorithm);
    const token = await stranger.sign({ ...plain, iss: 'https://evil.example/' });
    await expect(verifyIdToken(token, (await made).keys, expectation)).rejects.toEqual(refusedToken('signature'));
  });
});
