import { beforeAll, describe, expect, test } from '@jest/globals';
import { type VerifiedIdToken, verifyIdToken } from '../../../../functions/core/oidc/id-token/index.ts';
import { parseScope } from '../../../../functions/core/oidc/scopes.ts';
import { mergeUserinfo, needsUserinfo } from '../../../../functions/core/oidc/userinfo.ts';
import { problem } from '../support/problems.ts';
import { createSigner } from '../support/tokens.ts';

describe('needsUserinfo', () => {
  const needed = (scope: string, claims: object, mode: 'auto' | 'always' | 'never' = 'auto') =>
    needsUserinfo(mode, parseScope(scope), { sub: 'alice', ...claims });

  test.each([
    [
      'everything asked for is there',
      'email phone',
      { email: 'a@b', email_verified: false, phone_number: '1', phone_number_verified: true },
      false,
    ],
    ['nothing was asked for', 'openid aq:push', {}, false],
    ['a part of the name is there', 'aq:name', { given_name: 'Al' }, false],
    ['one of two is absent', 'email address', { email: 'a@b', email_verified: true }, true],
    ['an optional claim is absent', 'address', {}, true],
    ['a claim is empty', 'address', { address: {} }, true],
    ['a claim is null', 'email', { email: null, email_verified: true }, true],
    ['it is not said whether the address is verified', 'email', { email: 'a@b' }, true],
    ['an address is none', 'email', { email: 'no address', email_verified: true }, true],
    ['a claim of its own name is absent', 'groups', {}, true],
  ])('%s', (_name, scope, claims, expected) => expect(needed(scope, claims)).toBe(expected));

  test('configuration may say always or never', () => {
    expect(needed('openid', {}, 'always')).toBe(true);
    expect(needed('email', {}, 'never')).toBe(false);
  });
});

/** A verified ID token with further claims. */
async function verified(further: object): Promise<VerifiedIdToken> {
  const signer = await createSigner('ES256');
  const now = Date.UTC(2026, 10, 23);
  const claims = { iss: 'i', sub: 'alice', aud: 'c', nonce: 'n', iat: now / 1000, exp: now / 1000, ...further };
  const expected = { issuer: 'i', tenants: [], clientId: 'c', algorithm: 'ES256', nonce: 'n', now } as const;
  return verifyIdToken(await signer.sign(claims), signer.keys, expected);
}

describe('mergeUserinfo', () => {
  let idToken: VerifiedIdToken;
  beforeAll(async () => {
    idToken = await verified({ email: 'id@b', name: null });
  });

  const answer = (body: unknown, status = 200) => ({
    status,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

  test("gives both, the ID token's first", () => {
    const claims = mergeUserinfo(answer({ sub: 'alice', email: 'ui@b', phone_number: '1', iss: 'other' }), idToken);
    expect(claims).toMatchObject({ sub: 'alice', email: 'id@b', phone_number: '1', iss: 'i' });
  });

  test('a claim that is empty in the ID token is taken from UserInfo', () =>
    expect(mergeUserinfo(answer({ sub: 'alice', name: 'Alice' }), idToken)['name']).toBe('Alice'));

  test('so is one that cannot be used', async () => {
    const odd = await verified({ email: { at: 'b' }, email_verified: true });
    const claims = mergeUserinfo(answer({ sub: 'alice', email: 'a@b' }), odd);
    expect(claims).toMatchObject({ email: 'a@b' });
    expect(claims['email_verified']).toBeUndefined();
  });

  describe('a verification counts for the value that it was given with', () => {
    test.each([
      ['of the ID token', { email: 'a@b', email_verified: true }, {}, true],
      ['of UserInfo', {}, { email: 'a@b', email_verified: true }, true],
      ['of UserInfo, where both name the same value', { email: 'a@b' }, { email: 'a@b', email_verified: true }, true],
      ['of the ID token first', { email: 'a@b', email_verified: false }, { email: 'a@b', email_verified: true }, false],
      ['of UserInfo for another value', { email: 'a@b' }, { email: 'c@d', email_verified: true }, undefined],
      ['of UserInfo for no value', { email: 'a@b' }, { email_verified: true }, undefined],
      ['of the ID token for no value', { email_verified: true }, { email: 'a@b' }, undefined],
    ])('%s', async (_name, said, userinfo, expected) => {
      const claims = mergeUserinfo(answer({ sub: 'alice', ...userinfo }), await verified(said));
      expect(claims['email_verified']).toBe(expected);
    });

    test('of phone numbers alike', async () => {
      const userinfo = { sub: 'alice', phone_number: '2', phone_number_verified: true };
      const claims = mergeUserinfo(answer(userinfo), await verified({ phone_number: '1' }));
      expect(claims).toMatchObject({ phone_number: '1', phone_number_verified: undefined });
    });
  });

  test('a key named __proto__ gives nobody any claims', () => {
    const claims = mergeUserinfo(answer('{"sub":"alice","__proto__":{"email_verified":true}}'), idToken);
    expect(claims['email_verified']).toBeUndefined();
  });

  test.each(['bob', 'Alice', 'alice ', '', null, undefined, ['alice']])('refuses sub %j', (sub) =>
    expect(() => mergeUserinfo(answer({ sub }), idToken)).toThrow(
      problem('provider_error', { message: 'sub of UserInfo differs from the ID token' }),
    ),
  );

  test.each(['', 'eyJhbGciOiJSUzI1NiJ9.e30.c2ln', '[]', 'null'])('refuses the body %j', (body) =>
    expect(() => mergeUserinfo(answer(body), idToken)).toThrow(
      problem('provider_error', { message: 'the UserInfo response is not a JSON object' }),
    ),
  );

  test.each([201, 302, 401, 403, 500])('refuses status %d', (status) =>
    expect(() => mergeUserinfo(answer({ sub: 'alice' }, status), idToken)).toThrow(
      problem('provider_error', { message: 'UserInfo refused', log: { status } }),
    ),
  );
});
