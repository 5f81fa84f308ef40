import { createSign, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { explicitType, type SignatureKeys, verifySignature } from '../../../../functions/core/oidc/jws.ts';
import { problem, refusedToken } from '../support/problems.ts';
import { algorithms, createSigner, forged, jwksKeys, secretKeys } from '../support/tokens.ts';

const claims = { sub: 'alice' };
const noKeys = secretKeys([]);

describe.each(algorithms)('%s', (algorithm) => {
  const made = createSigner(algorithm);

  test('a signature by the right key is accepted, whatever keys the header offers', async () => {
    const signer = await made;
    const stranger = await createSigner('RS256', 'evil');
    const header = {
      jku: 'https://evil.example/',
      x5u: 'https://evil.example/',
      jwk: stranger.jwk,
      x5c: ['x'],
      typ: 'JWT',
    };
    const token = await signer.sign(claims, header);
    expect((await verifySignature(token, algorithm, signer.keys)).claims).toEqual(claims);
  });

  test('a signature by another key is refused', async () => {
    const token = await (await createSigner(algorithm)).sign(claims);
    await expect(verifySignature(token, algorithm, (await made).keys)).rejects.toEqual(refusedToken('signature'));
  });

  test('a changed payload and a changed signature are refused', async () => {
    const signer = await made;
    const [header = '', , signature = ''] = (await signer.sign(claims)).split('.');
    const payload = Buffer.from(JSON.stringify({ sub: 'bob' })).toString('base64url');
    const flipped = (signature.startsWith('A') ? 'B' : 'A') + signature.slice(1);
    for (const token of [`${header}.${payload}.${signature}`, `${header}.${payload}.${flipped}`]) {
      await expect(verifySignature(token, algorithm, signer.keys)).rejects.toEqual(refusedToken('signature'));
    }
  });

  test('any other algorithm in the header is refused, none included', async () => {
    const signer = await made;
    const others = [
      'none',
      'None',
      'HS256',
      'HS512',
      'RS256',
      'RS384',
      'ES256',
      'EdDSA',
      algorithm.toLowerCase(),
      '',
      null,
      1,
    ];
    for (const alg of others.filter((other) => other !== algorithm)) {
      await expect(verifySignature(forged({ alg }, claims), algorithm, signer.keys)).rejects.toEqual(
        refusedToken('alg'),
      );
    }
  });

  test('extensions marked critical are refused', async () => {
    const token = forged({ alg: algorithm, crit: ['b64'], b64: false }, claims);
    await expect(verifySignature(token, algorithm, (await made).keys)).rejects.toEqual(refusedToken('crit'));
  });

  test.each(['text', '[]', 'null', '"x"'])('the payload %j is refused', async (payload) => {
    const signer = await made;
    const token = await signer.sign(payload);
    await expect(verifySignature(token, algorithm, signer.keys)).rejects.toEqual(refusedToken('claims'));
  });
});

test.each([
  [undefined, undefined],
  ['JWT', 'jwt'],
  ['at+jwt', 'at+jwt'],
  ['application/AT+JWT', 'at+jwt'],
  ['text/application/jwt', 'text/application/jwt'],
])('the type of a header with typ %j is %j', (typ, expected) =>
  expect(explicitType({ alg: 'RS256', ...(typ !== undefined && { typ }) })).toBe(expected),
);

describe('form', () => {
  test.each([
    '',
    'a.b',
    'a..c',
    '.b.c',
    'a.b.',
    'a.b.c.d',
    'a.b.c.d.e',
    'a b.c.d',
    'a=.b.c',
    'ä.b.c',
    '{"payload":""}',
  ])('refuses %j', (token) => {
    const refusal = problem('invalid_id_token', { message: 'the token is not a signed JWT', log: { check: 'form' } });
    return expect(verifySignature(token, 'RS256', noKeys)).rejects.toEqual(refusal);
  });

  test.each([
    ['no JSON', 'AAAA.AAAA.AAAA'],
    ['no object', forged('text', {})],
    ['a typ that is no text', forged({ alg: 'RS256', typ: 1 }, {})],
  ])('refuses a header that is %s', (_name, token) =>
    expect(verifySignature(token, 'RS256', noKeys)).rejects.toEqual(refusedToken('form')),
  );

  test('looks at 16 Ki characters and no more', async () => {
    const { sign, keys } = await createSigner('HS256');
    const room = 16 * 1024 - (await sign({ text: '' })).length;
    const sized = async (length: number) => verifySignature(await sign({ text: 'x'.repeat(length) }), 'HS256', keys);
    await expect(sized(Math.floor((room * 3) / 4) - 3)).resolves.toBeDefined();
    await expect(sized(Math.ceil((room * 3) / 4) + 3)).rejects.toEqual(refusedToken('form'));
  });

  test('takes a token of exactly 16 Ki characters', async () => {
    const sized = (length: number) => {
      const rest = forged({ alg: 'HS256' }, claims, '');
      return verifySignature(rest.padEnd(length, 'A'), 'HS256', secretKeys(['x'.repeat(16)]));
    };
    await expect(sized(16 * 1024)).rejects.toEqual(refusedToken('signature'));
    await expect(sized(16 * 1024 + 1)).rejects.toEqual(refusedToken('form'));
  });

  test('any text is refused, and never by another error', async () => {
    const part = fc.oneof(
      fc.string(),
      fc.base64String(),
      fc.json().map((text) => Buffer.from(text).toString('base64url')),
    );
    const texts = fc.oneof(
      fc.string(),
      fc.tuple(part, part, part).map((parts) => parts.join('.')),
    );
    const { keys } = await createSigner('ES256');
    await fc.assert(
      fc.asyncProperty(texts, (text) =>
        expect(verifySignature(text, 'ES256', keys)).rejects.toMatchObject({ code: 'invalid_id_token' }),
      ),
    );
  });
});

describe('the log is told why a token was refused', () => {
  const header = { alg: 'HS256' };
  const keys = secretKeys(['x'.repeat(16)]);

  test.each([
    ['form', 'the token is not a signed JWT', 'a.b'],
    ['form', 'the header of the token is not a JSON object', 'AAAA.AAAA.AAAA'],
    ['form', 'typ is not a string', forged({ ...header, typ: 1 }, claims)],
    ['crit', 'critical extensions are not understood', forged({ ...header, crit: ['b64'] }, claims)],
    ['signature', 'no valid client secret verifies the signature', forged(header, claims)],
  ])('%s: %s', async (check, message, token) => {
    const refusal = problem('invalid_id_token', { message, log: { check } });
    await expect(verifySignature(token, 'HS256', keys)).rejects.toEqual(refusal);
  });

  test.each([
    ['RS256', 'RS256'],
    ['none', 'none'],
    ['a'.repeat(16), 'a'.repeat(16)],
    ['a'.repeat(17), undefined],
    ['ES256\n{"level":"info"}', undefined],
    ['', undefined],
    [1, undefined],
    [['ES256'], undefined],
    [undefined, undefined],
  ])('which algorithm was found, if it is a plain name: %j', async (alg, found) => {
    const refusal = await verifySignature(forged({ alg }, claims), 'HS256', keys).catch((error: unknown) => error);
    expect(refusal).toHaveProperty('message', 'the token is signed by another algorithm than the pinned one');
    expect(Object(refusal).log).toStrictEqual({
      check: 'alg',
      expected: 'HS256',
      ...(found !== undefined && { found }),
      cure: 'set idTokenSignedResponseAlg to the algorithm that the provider signs with for this client, or register the client with id_token_signed_response_alg HS256',
    });
  });

  test('with the cause, if it is not ours', async () => {
    const cause = expect.objectContaining({ message: expect.stringContaining('Protected Header') });
    await expect(verifySignature('AAAA.AAAA.AAAA', 'HS256', keys)).rejects.toHaveProperty('cause', cause);
  });

  test.each(['no key', 'wrong signature'])('and whether the JWKS had the key: %s', async (why) => {
    const [known, stranger] = [await createSigner('ES256', 'known'), await createSigner('ES256', 'known')];
    const token = await stranger.sign(claims, why === 'no key' ? { kid: 'unknown' } : {});
    const message = 'no key of the provider verifies the signature';
    const refusal = await verifySignature(token, 'ES256', known.keys).catch((error: unknown) => error);
    expect(refusal).toEqual(problem('invalid_id_token', { message, log: { check: 'signature' } }));
    expect(refusal).toHaveProperty('cause', new Error(why));
  });

  test('also if no secret is long enough, and if what was signed is no object', async () => {
    const short = problem('invalid_id_token', { message: 'the client secret is too short to sign with' });
    await expect(verifySignature(forged(header, claims), 'HS256', secretKeys(['x'.repeat(15)]))).rejects.toEqual(short);
    const { sign, keys } = await createSigner('HS256');
    const text = problem('invalid_id_token', { message: 'the payload is not a JSON object' });
    await expect(verifySignature(await sign('[]'), 'HS256', keys)).rejects.toEqual(text);
  });
});

describe('client secrets', () => {
  const [old, current] = ['old', 'new'].map((name) => name.repeat(10));

  test('every valid secret verifies, so that tokens in flight survive a rotation', async () => {
    const { sign } = await createSigner('HS256', '', old);
    const keys = secretKeys([String(current), String(old)]);
    expect((await verifySignature(await sign(claims), 'HS256', keys)).claims).toEqual(claims);
  });

  test('a secret that was changed since is found by reading it again', async () => {
    const { sign } = await createSigner('HS256', '', current);
    const keys = secretKeys([String(old)], [String(current)]);
    expect((await verifySignature(await sign(claims), 'HS256', keys)).claims).toEqual(claims);
    await expect(verifySignature(await sign(claims), 'HS256', secretKeys([String(old)]))).rejects.toEqual(
      refusedToken('signature'),
    );
  });

  test('one under 16 bytes, which could be found by trying, verifies nothing', async () => {
    const sixteen = await createSigner('HS256', '', 'x'.repeat(16));
    await expect(verifySignature(await sixteen.sign(claims), 'HS256', sixteen.keys)).resolves.toBeDefined();
    const fifteen = await createSigner('HS256', '', 'x'.repeat(15));
    await expect(verifySignature(await fifteen.sign(claims), 'HS256', fifteen.keys)).rejects.toEqual(
      refusedToken('key'),
    );
  });

  test('one that is too short keeps no long one from verifying, whichever is read first', async () => {
    const long = await createSigner('HS256', '', current);
    const short = 'x'.repeat(15);
    for (const keys of [
      secretKeys([short, String(current)]),
      secretKeys([short], [String(current)]),
      secretKeys([String(old)], [short, String(current)]),
    ]) {
      expect((await verifySignature(await long.sign(claims), 'HS256', keys)).claims).toEqual(claims);
      const byShort = (await createSigner('HS256', '', short)).sign(claims);
      await expect(verifySignature(await byShort, 'HS256', keys)).rejects.toEqual(refusedToken('signature'));
    }
  });

  test('those that are read again are tried if the known ones will not do, and not before', async () => {
    const asked: unknown[] = [];
    const keys: SignatureKeys = {
      ...noKeys,
      secrets: async (known) => {
        asked.push(known);
        return known === undefined ? [String(current)] : [String(old), String(current)];
      },
    };
    await verifySignature(await (await createSigner('HS256', '', current)).sign(claims), 'HS256', keys);
    expect(asked).toEqual([undefined]);
    await verifySignature(await (await createSigner('HS256', '', old)).sign(claims), 'HS256', keys);
    expect(asked).toEqual([undefined, undefined, [current]]);
  });

  test('the one that has verified is told of, once, and none if the token is refused', async () => {
    const used: string[] = [];
    const keys = {
      ...secretKeys([String(current)], [String(old)]),
      used: async (secret: string) => void used.push(secret),
    };
    for (const secret of [current, old]) {
      await verifySignature(await (await createSigner('HS256', '', secret)).sign(claims), 'HS256', keys);
    }
    expect(used).toEqual([current, old]);
    const stranger = await (await createSigner('HS256')).sign(claims);
    await expect(verifySignature(stranger, 'HS256', keys)).rejects.toEqual(refusedToken('signature'));
    expect(used).toHaveLength(2);
  });

  test('of an issuer on this machine may be shorter', async () => {
    const short = await createSigner('HS256', '', 'short');
    const keys = { ...short.keys, minimumSecretBytes: 1 };
    expect((await verifySignature(await short.sign(claims), 'HS256', keys)).claims).toEqual(claims);
  });

  test('an RSA public key does not serve as one', async () => {
    const { jwk } = await createSigner('RS256');
    const { sign } = await createSigner('HS256', '', JSON.stringify(jwk));
    const keys = jwksKeys({ keys: [jwk] });
    await expect(verifySignature(await sign(claims), 'RS256', keys)).rejects.toEqual(refusedToken('alg'));
  });
});

describe('JWKS', () => {
  const made = Promise.all([createSigner('RS256', 'one'), createSigner('RS256', 'two')]);

  /** Keys that stand in real sets and are not for us. */
  async function otherKeys(): Promise<JWK[]> {
    const secp256k1 = generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey.export({ format: 'jwk' });
    const x25519 = await generateKeyPair('ECDH-ES', { crv: 'X25519', extractable: true });
    const encryption = await createSigner('RS256', 'encryption');
    const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' });
    return [
      secp256k1,
      await exportJWK(x25519.publicKey),
      { ...encryption.jwk, use: 'enc' },
      { ...small, kid: 'small' },
      { kty: 'RSA', kid: 'broken', n: '!', e: 'AQAB' },
      { kty: 'unheard-of' },
    ];
  }

  test('the key is found among others, by kid or without one', async () => {
    const [one, two] = await made;
    const keys = jwksKeys({ keys: [...(await otherKeys()), one.jwk, two.jwk] });
    for (const header of [{}, { kid: undefined }]) {
      const { claims: found } = await verifySignature(await two.sign(claims, Object(header)), 'RS256', keys);
      expect(found).toEqual(claims);
    }
  });

  test('other kinds of keys do not verify another algorithm', async () => {
    const { jwk } = await createSigner('ES256');
    const [one] = await made;
    const keys = jwksKeys({ keys: [jwk] });
    await expect(verifySignature(await one.sign(claims), 'RS256', keys)).rejects.toEqual(refusedToken('signature'));
  });

  test('an RSA key under 2048 bits verifies nothing', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const input = forged({ alg: 'RS256' }, claims).split('.').slice(0, 2).join('.');
    const signature = createSign('RSA-SHA256').update(input).sign(privateKey, 'base64url');
    const keys = jwksKeys({ keys: [publicKey.export({ format: 'jwk' })] });
    await expect(verifySignature(`${input}.${signature}`, 'RS256', keys)).rejects.toEqual(refusedToken('signature'));
  });

  test('a rotated key is found by reading the set again, by kid or without one', async () => {
    const [one, two] = await made;
    const keys = jwksKeys({ keys: [one.jwk] }, { keys: [two.jwk] });
    for (const header of [{}, { kid: undefined }]) {
      const token = await two.sign(claims, Object(header));
      expect((await verifySignature(token, 'RS256', keys)).claims).toEqual(claims);
    }
  });

  test('a wrong signature by a known key is no reason to read the set again', async () => {
    const known = await createSigner('RS256', 'same');
    const stranger = await createSigner('RS256', 'same');
    const keys = jwksKeys({ keys: [known.jwk] }, { keys: [stranger.jwk] });
    await expect(verifySignature(await stranger.sign(claims), 'RS256', keys)).rejects.toEqual(
      refusedToken('signature'),
    );
  });

  /** Keys of a provider of which one set after the other is known, and the last one for good. */
  function turningKeys(...sets: readonly { keys: JWK[] }[]) {
    const asked: unknown[] = [];
    const jwks: SignatureKeys['jwks'] = async (known) => {
      asked.push(known);
      return sets[Math.min(asked.length, sets.length) - 1] ?? { keys: [] };
    };
    return { asked, keys: { ...jwksKeys({ keys: [] }), jwks } };
  }

  test('a key that the newer set lacks may be in one that is newer still, and that is the end of it', async () => {
    const signers = await Promise.all([1, 2, 3, 4].map((number) => createSigner('ES256', `key-${number}`)));
    const sets = signers.map(({ jwk }) => ({ keys: [jwk] }));
    const [, , third, fourth] = signers;
    const { asked, keys } = turningKeys(...sets);
    const token = await third?.sign(claims);
    expect((await verifySignature(token ?? '', 'ES256', keys)).claims).toEqual(claims);
    expect(asked).toEqual([undefined, sets[0], sets[1]]);
    const late = turningKeys(...sets);
    const refused = verifySignature((await fourth?.sign(claims)) ?? '', 'ES256', late.keys);
    await expect(refused).rejects.toEqual(refusedToken('signature'));
    expect(late.asked).toHaveLength(3);
  });

  test('a set that has not changed is not asked for again', async () => {
    const [known, stranger] = await Promise.all([createSigner('ES256', 'one'), createSigner('ES256', 'two')]);
    const { asked, keys } = turningKeys({ keys: [known.jwk] });
    await expect(verifySignature(await stranger.sign(claims), 'ES256', keys)).rejects.toEqual(
      refusedToken('signature'),
    );
    expect(asked).toHaveLength(2);
  });

  test('a set that does not hold the key when read again refuses', async () => {
    const [one, two] = await made;
    const keys = jwksKeys({ keys: [one.jwk] });
    await expect(verifySignature(await two.sign(claims), 'RS256', keys)).rejects.toEqual(refusedToken('signature'));
  });

  test('no key at all refuses', async () => {
    const [one] = await made;
    const token = await one.sign(claims);
    await expect(verifySignature(token, 'RS256', jwksKeys({ keys: [] }))).rejects.toEqual(refusedToken('signature'));
  });
});
