import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { JwsAlgorithm } from '../../../../functions/core/contract/algorithms.ts';
import { Problem } from '../../../../functions/core/errors.ts';
import type { SignatureKeys } from '../../../../functions/core/oidc/jws.ts';
import {
  isJwt,
  readSignedUserinfo,
  type UserinfoExpectation,
  unexpectedJwtCure,
} from '../../../../functions/core/oidc/signed-userinfo.ts';
import { problem } from '../support/problems.ts';
import { algorithms, createSigner, forged, secretKeys } from '../support/tokens.ts';

const now = Date.UTC(2026, 10, 23, 12);
const seconds = now / 1000;
const plain = { iss: 'https://login.example.com/', aud: 'client-1', sub: 'alice', email: 'a@example.com' };
const jwt = { status: 200, contentType: 'application/jwt' };

const expectation = (algorithm: JwsAlgorithm): UserinfoExpectation => ({
  ...{ issuer: plain.iss, tenants: [], clientId: plain.aud, algorithm, now },
});
const refused = (check: string, message: string | RegExp = /^the signed UserInfo response is refused: /) =>
  problem('provider_error', {
    message: typeof message === 'string' ? message : expect.stringMatching(message),
    log: expect.objectContaining({ check }),
  } as { message: string });

describe.each(algorithms)('a UserInfo response signed by %s', (algorithm) => {
  const made = createSigner(algorithm);
  const read = async (changes: object, header: object = {}, keys?: SignatureKeys) => {
    const signer = await made;
    const body = await signer.sign({ ...plain, ...changes }, header);
    return readSignedUserinfo({ ...jwt, body }, keys ?? signer.keys, expectation(algorithm));
  };

  test('gives its claims', async () => {
    expect(await read({})).toEqual(plain);
    expect(await read({ exp: seconds + 60, iat: seconds, jti: 'j', typ: 'Bearer' })).toMatchObject(plain);
  });

  test.each([
    ['several audiences without azp', { aud: ['other', 'client-1'] }, {}],
    ['exp 60 s ago', { exp: seconds - 60 }, {}],
    ['iat in 60 s', { iat: seconds + 60 }, {}],
    ['nbf in 60 s', { nbf: seconds + 60 }, {}],
    ['typ JWT', {}, { typ: 'JWT' }],
    ['typ with its tree', {}, { typ: 'application/jwt' }],
    ['no typ', {}, { typ: undefined }],
  ])('is read with %s', async (_, changes, header) => {
    expect(await read(changes, header)).toMatchObject({ sub: 'alice' });
  });

  test.each([
    ['no iss', { iss: undefined }, {}, 'iss'],
    ['another iss', { iss: 'https://evil.example/' }, {}, 'iss'],
    ['iss without its slash', { iss: 'https://login.example.com' }, {}, 'iss'],
    ['no aud', { aud: undefined }, {}, 'aud'],
    ['another aud', { aud: 'client-2' }, {}, 'aud'],
    ['an empty list of aud', { aud: [] }, {}, 'aud'],
    ['an aud that holds other things', { aud: ['client-1', 1] }, {}, 'aud'],
    ['exp 61 s ago', { exp: seconds - 61 }, {}, 'exp'],
    ['exp as text', { exp: String(seconds + 60) }, {}, 'exp'],
    ['exp null', { exp: null }, {}, 'exp'],
    ['iat in 61 s', { iat: seconds + 61 }, {}, 'iat'],
    ['nbf in 61 s', { nbf: seconds + 61 }, {}, 'nbf'],
    ['a nonce, as ID tokens have', { nonce: 'n' }, {}, 'nonce'],
    ['events, as logout tokens have', { events: {} }, {}, 'events'],
    ['typ of a logout token', {}, { typ: 'logout+jwt' }, 'typ'],
    ['typ of an access token', {}, { typ: 'AT+JWT' }, 'typ'],
    ['typ of an introspection', {}, { typ: 'token-introspection+jwt' }, 'typ'],
    ['a critical extension', {}, { crit: ['b64'], b64: true }, 'crit'],
  ])('is refused with %s', async (_, changes, header, check) => {
    await expect(read(changes, header)).rejects.toEqual(refused(check));
  });

  test('is refused if another key signed it', async () => {
    const other = await createSigner(algorithm);
    await expect(read({}, {}, other.keys)).rejects.toEqual(refused('signature'));
  });

  test('is refused by any other algorithm than the pinned one', async () => {
    const { sign, keys } = await made;
    const answer = { ...jwt, body: await sign(plain) };
    for (const pinned of algorithms.filter((other) => other !== algorithm)) {
      await expect(readSignedUserinfo(answer, keys, expectation(pinned))).rejects.toEqual(refused('alg'));
    }
  });
});

describe('what is no signed response', () => {
  const keys = secretKeys(['s'.repeat(32)]);
  const read = (answer: { contentType?: string; body: string }) =>
    readSignedUserinfo({ status: 200, ...answer }, keys, expectation('HS256'));

  test.each(['application/json', 'text/html', undefined])('plain JSON as %s', async (contentType) => {
    const answer = { body: JSON.stringify(plain), ...(contentType !== undefined && { contentType }) };
    const refusal = await read(answer).catch((error: unknown) => error);
    expect(refusal).toEqual(refused('content type', 'the UserInfo response is not signed'));
    expect(Object(refusal).log.cure).toMatch(/or remove userinfoSignedResponseAlg/);
  });

  test('plain JSON that calls itself a JWT', async () => {
    await expect(read({ ...jwt, body: JSON.stringify(plain) })).rejects.toEqual(refused('form'));
  });

  test('a signed response of another type', async () => {
    const { sign } = await createSigner('HS256', '', 's'.repeat(32));
    const body = await sign(plain);
    expect(await read({ ...jwt, body })).toEqual(plain);
    for (const contentType of ['application/json', 'application/jose', 'text/plain', '']) {
      const message = 'the UserInfo response is not of type application/jwt';
      await expect(read({ contentType, body })).rejects.toEqual(refused('content type', message));
    }
  });

  test.each(['application/jwt', 'application/json'])('an encrypted one, as %s', async (contentType) => {
    const refusal = await read({ contentType, body: 'eyJhbGciOiJkaXIifQ..aXY.Y2lwaGVy.dGFn' }).catch((error) => error);
    expect(refusal).toEqual(refused('form', 'the UserInfo response is encrypted'));
    expect(refusal.log.cure).toMatch(/userinfo_encrypted_response_alg/);
  });

  test.each([
    ['unsecured', `${forged({ alg: 'none' }, plain, '')}`, 'form'],
    ['alg none with a made-up signature', forged({ alg: 'none' }, plain), 'alg'],
    ['made up', forged({ alg: 'HS256' }, plain), 'signature'],
    ['over 16 kB', forged({ alg: 'HS256' }, { ...plain, padding: 'a'.repeat(16_384) }), 'form'],
    ['with white space around', `${forged({ alg: 'HS256' }, plain)}\n`, 'form'],
  ])('one that is %s', async (_, body, check) => {
    await expect(read({ ...jwt, body })).rejects.toEqual(refused(check));
  });

  test('one of which the payload is no JSON object', async () => {
    const { sign } = await createSigner('HS256', '', 's'.repeat(32));
    for (const payload of ['[]', 'null', 'alice']) {
      await expect(read({ ...jwt, body: await sign(payload) })).rejects.toEqual(refused('claims'));
    }
  });
});

describe('the log is told', () => {
  const refusalOf = async (body: string, keys: SignatureKeys) =>
    readSignedUserinfo({ ...jwt, body }, keys, expectation('ES256')).catch((error: unknown) => error);

  test.each([
    ['typ', 'the token is of another type', {}, { typ: 'at+jwt' }],
    ['nonce', 'UserInfo has no nonce', { nonce: 'n' }, {}],
    ['events', 'UserInfo has no events', { events: {} }, {}],
  ])('what %s has to do with the refusal', async (check, reason, changes, header) => {
    const { sign, keys } = await createSigner('ES256');
    const refusal = await refusalOf(await sign({ ...plain, ...changes }, header), keys);
    expect(refusal).toEqual(refused(check, `the signed UserInfo response is refused: ${reason}`));
    expect(refusal).not.toHaveProperty('cause');
    // Only another algorithm is for the configuration to cure.
    expect(Object(refusal).log).not.toHaveProperty('cure');
  });

  test('which key of the configuration names the algorithm', async () => {
    const { sign, keys } = await createSigner('RS256');
    expect(Object(await refusalOf(await sign(plain), keys)).log).toStrictEqual({
      check: 'alg',
      found: 'RS256',
      expected: 'ES256',
      cure: 'set userinfoSignedResponseAlg to the algorithm that the provider signs with for this client, or register the client with userinfo_signed_response_alg ES256',
    });
  });

  test('the cause, if there is one', async () => {
    const cause = expect.objectContaining({ message: expect.stringContaining('Protected Header') });
    expect(await refusalOf('AAAA.AAAA.AAAA', secretKeys([]))).toHaveProperty('cause', cause);
  });

  test('nothing else of what is no refusal of the token', async () => {
    const failure = new Problem('provider_unreachable', 'no answer came');
    const keys = { ...secretKeys([]), jwks: () => Promise.reject(failure) };
    expect(await refusalOf(forged({ alg: 'ES256' }, plain), keys)).toBe(failure);
  });
});

describe('isJwt', () => {
  test.each([
    ['application/jwt', '{}', true],
    ['application/json', 'a.b.c', true],
    ['application/json', 'a..', true],
    ['application/json', 'a.b.c.d.e', true],
    ['application/json', 'a.b', false],
    ['application/json', 'a.b.c.d', false],
    ['application/json', '.b.c', false],
    ['application/json', ' a.b.c', false],
    ['application/json', 'a.b.c ', false],
    ['application/json', '', false],
  ])('of type %s, %j: %s', (contentType, body, expected) =>
    expect(isJwt({ status: 200, contentType, body })).toBe(expected),
  );

  test.each([
    ['a.b.c', /^set userinfoSignedResponseAlg to the algorithm .* without userinfo_signed_response_alg$/],
    ['a.b.c.d.e', /^register the client without userinfo_encrypted_response_alg: .* not understood$/],
  ])('one of the form %s has its own cure', (body, cure) => expect(unexpectedJwtCure({ ...jwt, body })).toMatch(cure));
});

test('what keeps us from judging is no fault of the response', async () => {
  const down = { secrets: () => Promise.reject(new Error('down')), jwks: () => Promise.reject(new Error('down')) };
  const answer = { ...jwt, body: forged({ alg: 'ES256' }, plain) };
  await expect(readSignedUserinfo(answer, down, expectation('ES256'))).rejects.toEqual(new Error('down'));
});

test('a JSON object is never taken for a JWT, whatever is in it', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (document) => {
      expect(isJwt({ status: 200, contentType: 'application/json', body: JSON.stringify(document) })).toBe(false);
    }),
  );
});
