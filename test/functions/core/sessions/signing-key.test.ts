import { createPublicKey, randomBytes, sign, verify, webcrypto } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { calculateJwkThumbprint } from 'jose';
import { type KeySet, rotateKeySet } from '../../../../functions/core/sessions/key-set.ts';
import { currentSigningKey, publishedKeys } from '../../../../functions/core/sessions/signing-key.ts';

const day = 24 * 3_600_000;
const now = Date.UTC(2026, 10, 23);
const only = (current: string): KeySet => ({ current, previous: [] });
const kidOf = (material: string) => currentSigningKey(only(material)).jwk.kid;
const kids = (set: KeySet, at = now) => publishedKeys(set, at).map(({ kid }) => kid);
const material = fc.string({ minLength: 32, maxLength: 64, unit: 'binary-ascii' });

/** The private key by another implementation of HKDF, drawn as NIST FIPS 186-5 appendix A.2.1 says. */
async function expectedScalar(text: string): Promise<bigint> {
  const { subtle } = webcrypto;
  const key = await subtle.importKey('raw', Buffer.from(text), 'HKDF', false, ['deriveBits']);
  const info = Buffer.from('postern session token');
  const drawn = await subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info }, key, 384);
  const order = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');
  return (BigInt(`0x${Buffer.from(drawn).toString('hex')}`) % (order - 1n)) + 1n;
}

describe('currentSigningKey', () => {
  test.each([
    [
      'current key of thirty-two characters',
      'K0tqC5QqnIBxZ1Mv8F9RAO6uFSp1XXy2KVmPN4v1etQ',
      '7Yepuxg2ZCs8DadIAjyuvquuK3YJxFXH4ytRu6A2Qb4',
      'wIqmYZ7YcpGPBxg7nCj0RL_gyLXXJIQfpqrvWXDhuWY',
    ],
    [
      'd that begins with a zero, number 93',
      '7pdCeqcO8WlqetuFApuev8bsL-sUTsbp2VGr3avy1ns',
      'TZ2YOKzCY71Ak3CyCbosb3Y1ZV4Ceom5tQb1274kyIs',
      '7vNzhWmjqbgezitoD8v6q8RCS5tcyz4eZSK-9Qbr3EQ',
    ],
    [
      'x that begins with a zero, number 33',
      'AMCa3V_Mu_w__8_yFz504IHUA6mTMhbDO3r06VpfckU',
      'P0hqK_kCuiv5VKqvOVgt4jyrFWTbl2eHH46p_suueCY',
      'cwA03DWkuEheUHMVW9RpycV4n3E4cwgXVapnKPUQy80',
    ],
    [
      'y that begins with a zero, number 870',
      'heSaU56AaY6DioQPksB3Zg5TebOdvdV8u-6pPqFnKn0',
      'AH6PZrlzCLFu4bYxXRgwQd7wGuxZOUbNd0t3Mwf2XUs',
      'e55m9moeNIVD3Bpr-G7xFhzWfNzSiidkOpqLfqcD75E',
    ],
  ])('%s: the key that other software derives', (text, x, y, kid) => {
    const jwk = { kty: 'EC', crv: 'P-256', x, y, kid, alg: 'ES256', use: 'sig' };
    expect(currentSigningKey(only(text)).jwk).toEqual(jwk);
  });

  test('is the key of FIPS 186-5, the same each time, with its thumbprint for a name', async () => {
    await fc.assert(
      fc.asyncProperty(material, async (text) => {
        const { privateKey, jwk } = currentSigningKey(only(text));
        const { d = '', x, y } = privateKey.export({ format: 'jwk' });
        expect(BigInt(`0x${Buffer.from(d, 'base64url').toString('hex')}`)).toBe(await expectedScalar(text));
        expect({ x, y }).toEqual({ x: jwk.x, y: jwk.y });
        expect(jwk.kid).toBe(await calculateJwkThumbprint({ ...jwk }));
        expect(currentSigningKey(only(text)).jwk).toEqual(jwk);
      }),
    );
  });

  test('is another for every other material', () => {
    fc.assert(
      fc.property(material, material, (one, other) => {
        fc.pre(one !== other);
        expect(kidOf(one)).not.toBe(kidOf(other));
      }),
    );
  });

  test('signs what its public key verifies, and no other', () => {
    const { privateKey, jwk } = currentSigningKey(only('a'.repeat(32)));
    const signature = sign('sha256', Buffer.from('text'), privateKey);
    const isSignedBy = (key: object) =>
      verify('sha256', Buffer.from('text'), createPublicKey({ key: { ...key }, format: 'jwk' }), signature);
    expect(isSignedBy(jwk)).toBe(true);
    expect(isSignedBy(currentSigningKey(only('b'.repeat(32))).jwk)).toBe(false);
  });

  test('is derived once for a set', () => {
    const set = only('a'.repeat(32));
    expect(currentSigningKey(set)).toBe(currentSigningKey(set));
    expect(publishedKeys(set, now)[0]).toBe(currentSigningKey(set).jwk);
    expect(currentSigningKey(only('a'.repeat(32)))).not.toBe(currentSigningKey(set));
  });
});

describe('publishedKeys', () => {
  const [current, next] = ['c'.repeat(32), 'n'.repeat(32)];
  const [last, older, oldest] = ['l'.repeat(32), 'o'.repeat(32), 'x'.repeat(32)];

  test('are those of a set that CloudFormation has just made', () => {
    expect(kids(only(current))).toEqual([kidOf(current)]);
  });

  test('are public, and nothing else', () => {
    const [jwk] = publishedKeys(only(current), now);
    expect(Object.keys(jwk ?? {}).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  });

  test('are current, next, those retired within a day, and the last retired one whenever that was', () => {
    const previous = [
      { key: last, retiredAt: now - 1 },
      { key: older, retiredAt: now - day + 1 },
      { key: oldest, retiredAt: now - day },
    ];
    const set = { current, next, previous };
    expect(kids(set)).toEqual([current, next, last, older].map(kidOf));
    expect(kids(set, now - 1)).toEqual([current, next, last, older, oldest].map(kidOf));
    expect(kids(set, now + 400 * day)).toEqual([current, next, last].map(kidOf));
  });

  test('verify, before and after the keys turn, what was signed before and after', () => {
    let set: KeySet = { current, next, previous: [] };
    for (let turn = 1; turn < 5; turn += 1) {
      const turned = rotateKeySet(set, randomBytes, now + turn * 1000, 90 * day);
      for (const reader of [set, turned]) {
        const signers = [set, turned].map((signer) => currentSigningKey(signer).jwk.kid);
        expect(kids(reader, now + turn * 1000 + 60_000)).toEqual(expect.arrayContaining(signers));
      }
      set = turned;
    }
  });

  test('stand there once, if a key was taken back', () => {
    const previous = [current, older].map((key) => ({ key, retiredAt: now }));
    expect(kids({ current, previous })).toEqual([current, older].map(kidOf));
  });
});
