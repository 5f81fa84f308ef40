import { beforeAll, describe, expect, test } from '@jest/globals';
import type { ProviderSettings } from '../../../../functions/core/contract/provider-settings.ts';
import { type VerifiedIdToken, verifyIdToken } from '../../../../functions/core/oidc/id-token/index.ts';
import { parseScope } from '../../../../functions/core/oidc/scopes.ts';
import { mergeUserinfo, needsUserinfo, readUserinfo } from '../../../../functions/core/oidc/userinfo.ts';
import { problem } from '../support/problems.ts';
import { createSigner } from '../support/tokens.ts';

describe('needsUserinfo', () => {
  const needed = (
    scope: string,
    claims: object,
    mode: 'auto' | 'always' | 'never' = 'auto',
    requiredClaims: ProviderSettings['requiredClaims'] = {},
  ) => needsUserinfo({ userinfo: mode, requiredClaims }, parseScope(scope), { sub: 'alice', ...claims });

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

  test('a required claim is absent, whatever the scope; one that is there wins, even if it is empty', () => {
    const requiredClaims = { hd: 'any', groups: ['staff'] } as const;
    expect(needed('openid', { hd: 'a.example' }, 'auto', requiredClaims)).toBe(true);
    expect(needed('openid', { hd: null, groups: [] }, 'auto', requiredClaims)).toBe(false);
    expect(needed('openid', {}, 'never', requiredClaims)).toBe(false);
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

  test("gives both, the ID token's first", () => {
    const claims = mergeUserinfo({ sub: 'alice', email: 'ui@b', phone_number: '1', iss: 'other' }, idToken);
    expect(claims).toMatchObject({ sub: 'alice', email: 'id@b', phone_number: '1', iss: 'i' });
  });

  test('a claim that is empty in the ID token is taken from UserInfo', () =>
    expect(mergeUserinfo({ sub: 'alice', name: 'Alice' }, idToken)['name']).toBe('Alice'));

  test('so is one that cannot be used', async () => {
    const odd = await verified({ email: { at: 'b' }, email_verified: true });
    const claims = mergeUserinfo({ sub: 'alice', email: 'a@b' }, odd);
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
      const claims = mergeUserinfo({ sub: 'alice', ...userinfo }, await verified(said));
      expect(claims['email_verified']).toBe(expected);
    });

    test('of phone numbers alike', async () => {
      const userinfo = { sub: 'alice', phone_number: '2', phone_number_verified: true };
      const claims = mergeUserinfo(userinfo, await verified({ phone_number: '1' }));
      expect(claims).toMatchObject({ phone_number: '1', phone_number_verified: undefined });
    });
  });

  test('a key named __proto__ gives nobody any claims', async () => {
    const body = '{"sub":"alice","__proto__":{"email_verified":true}}';
    const claims = mergeUserinfo(await readUserinfo({ status: 200, body }), idToken);
    expect(claims['email_verified']).toBeUndefined();
  });

  test.each(['bob', 'Alice', 'alice ', '', null, undefined, ['alice']])('refuses sub %j', (sub) =>
    expect(() => mergeUserinfo({ sub }, idToken)).toThrow(
      problem('provider_error', { message: 'sub of UserInfo differs from the ID token' }),
    ),
  );
});

describe('readUserinfo', () => {
  const json = { status: 200, contentType: 'application/json' };

  test.each(['application/json', 'application/json-seq', 'text/plain', undefined])(
    'reads JSON of type %s',
    async (contentType) => {
      const answer = { status: 200, body: '{"sub":"alice"}', ...(contentType !== undefined && { contentType }) };
      expect(await readUserinfo(answer)).toEqual({ sub: 'alice' });
    },
  );

  test.each(['', '[]', 'null', 'a.b', 'a.b.c.d', '<html>'])('refuses the body %j', async (body) => {
    const message = 'the UserInfo response is not a JSON object';
    await expect(readUserinfo({ ...json, body })).rejects.toEqual(problem('provider_error', { message }));
  });

  test.each([201, 302, 401, 403, 500])('refuses status %d, signed or not', async (status) => {
    const refusal = problem('provider_error', { message: 'UserInfo refused', log: { status } });
    const { keys } = await createSigner('ES256');
    const expected = { issuer: 'i', tenants: [], clientId: 'c', algorithm: 'ES256', now: 0 } as const;
    const answer = { ...json, status, body: '{"sub":"alice"}' };
    await expect(readUserinfo(answer)).rejects.toEqual(refusal);
    await expect(readUserinfo(answer, { keys, expected })).rejects.toEqual(refusal);
  });

  test('reads one that is signed if that is expected, and no other', async () => {
    const { sign, keys } = await createSigner('ES256');
    const expected = { issuer: 'i', tenants: [], clientId: 'c', algorithm: 'ES256', now: 0 } as const;
    const claims = { iss: 'i', aud: 'c', sub: 'alice' };
    const answer = { status: 200, contentType: 'application/jwt', body: await sign(claims) };
    expect(await readUserinfo(answer, { keys, expected })).toEqual(claims);
    const plain = { ...json, body: JSON.stringify(claims) };
    await expect(readUserinfo(plain, { keys, expected })).rejects.toEqual(problem('provider_error'));
  });

  describe('if no signature is expected', () => {
    const refusal = (cure: RegExp) => {
      const message = 'the UserInfo response is a JWT where JSON is expected';
      return problem('provider_error', { message, log: { cure: expect.stringMatching(cure) } });
    };

    test.each([
      ['signed', 'eyJhbGciOiJSUzI1NiJ9.e30.c2ln', /set userinfoSignedResponseAlg to the algorithm/],
      ['unsecured', 'eyJhbGciOiJub25lIn0.e30.', /set userinfoSignedResponseAlg/],
      ['encrypted', 'eyJhbGciOiJkaXIifQ..aXY.Y2lwaGVy.dGFn', /without userinfo_encrypted_response_alg/],
    ])('refuses a JWT that is %s, whatever type it comes as', async (_, body, cure) => {
      for (const contentType of ['application/jwt', 'application/json']) {
        await expect(readUserinfo({ ...json, contentType, body })).rejects.toEqual(refusal(cure));
      }
    });

    test('refuses what calls itself a JWT', async () => {
      const answer = { ...json, contentType: 'application/jwt', body: '{"sub":"alice"}' };
      await expect(readUserinfo(answer)).rejects.toEqual(refusal(/userinfoSignedResponseAlg/));
    });
  });
});
