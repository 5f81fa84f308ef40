import { randomBytes, webcrypto } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createKeyring } from '../../../../functions/core/sessions/keyring.ts';
import { soleKey } from '../support/session-keys.ts';

const [older, old, current, next] = ['older', 'old', 'current', 'next'].map(
  (name) => `${name} key of thirty-two characters`,
);
const keyring = createKeyring(soleKey(String(current)));
const iv = () => randomBytes(12);

/** What is sealed, by another implementation of HKDF and AES-GCM. */
async function sealedElsewhere(material: string, context: string, text: string, nonce: Uint8Array<ArrayBuffer>) {
  const { subtle } = webcrypto;
  const secret = await subtle.importKey('raw', Buffer.from(material), 'HKDF', false, ['deriveBits']);
  const rule = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: Buffer.from('postern login attempt') };
  const bits = await subtle.deriveBits(rule, secret, 256);
  const key = await subtle.importKey('raw', bits, 'AES-GCM', false, ['encrypt']);
  const bound = { name: 'AES-GCM', iv: nonce, additionalData: Buffer.from(context) };
  const body = await subtle.encrypt(bound, key, Buffer.from(text));
  const id = Buffer.from(await subtle.digest('SHA-256', bits)).subarray(0, 4);
  return Buffer.concat([id, nonce, Buffer.from(body)]).toString('base64url');
}

describe('a sealed value', () => {
  test('is what other software seals, now and in releases to come', async () => {
    const nonce = new Uint8Array(12).fill(7);
    const sealed = await sealedElsewhere(String(current), 'name=start', 'text é', nonce);
    expect(keyring.seal('login attempt', 'name=start', 'text é', nonce)).toBe(sealed);
    expect(keyring.open('login attempt', 'name=start', sealed)).toBe('text é');
  });

  test('opens to what was sealed, and is base64url', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.string(),
        fc.uint8Array({ minLength: 12, maxLength: 12 }),
        (text, context, bytes) => {
          const sealed = keyring.seal('login attempt', context, text, bytes);
          expect(sealed).toMatch(/^[A-Za-z0-9_-]+$/);
          expect(keyring.open('login attempt', context, sealed)).toBe(text);
        },
      ),
    );
  });

  test('opens with its own context only', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (context, other) => {
        fc.pre(context !== other);
        const sealed = keyring.seal('login attempt', context, 'text', iv());
        expect(keyring.open('login attempt', other, sealed)).toBeUndefined();
      }),
    );
  });

  test('opens for its own purpose only, even by the same key material', () => {
    const sealed = keyring.seal('login attempt', 'context', 'text', iv());
    expect(keyring.open('id_token hint', 'context', sealed)).toBeUndefined();
    const withId = keyring.seal('id_token hint', 'context', 'text', iv()).slice(0, 5);
    expect(keyring.open('id_token hint', 'context', withId + sealed.slice(5))).toBeUndefined();
  });

  test('does not open when any bit is changed, a byte is missing or one is added', () => {
    const bytes = Buffer.from(keyring.seal('login attempt', 'c', 'some text', iv()), 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(keyring.open('login attempt', 'c', changed.toString('base64url'))).toBeUndefined();
    }
    for (let length = 0; length < bytes.length; length += 1) {
      expect(keyring.open('login attempt', 'c', bytes.subarray(0, length).toString('base64url'))).toBeUndefined();
    }
    const longer = Buffer.concat([bytes, Buffer.alloc(1)]);
    expect(keyring.open('login attempt', 'c', longer.toString('base64url'))).toBeUndefined();
  });

  test('opens in its canonical spelling only', () => {
    const sealed = keyring.seal('login attempt', 'c', 'some text', iv());
    const bytes = Buffer.from(sealed, 'base64url');
    const spellings = [`${sealed}=`, `${sealed} `, `${sealed}.`, bytes.toString('hex')];
    for (const spelling of spellings) expect(keyring.open('login attempt', 'c', spelling)).toBeUndefined();
    const twelve = keyring.seal('login attempt', 'c', 'ab', iv());
    const last = String.fromCharCode(twelve.charCodeAt(twelve.length - 1) + 1);
    expect(keyring.open('login attempt', 'c', twelve.slice(0, -1) + last)).toBeUndefined();
  });

  test('any text opens to nothing, without an error', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), fc.string({ unit: 'binary' })), (text) => {
        expect(keyring.open('login attempt', 'c', text)).toBeUndefined();
      }),
    );
  });
});

describe('while keys turn', () => {
  const previous = [old, older].map((material) => ({ key: String(material), retiredAt: 1000 }));
  const turning = createKeyring({ current: String(current), next: String(next), previous });
  const sealedBy = (material: string | undefined) =>
    createKeyring(soleKey(String(material))).seal('id_token hint', 'c', 'text', iv());
  const byStranger = () => sealedBy('any other key of thirty-two characters');

  test('current, next and every previous one open', () => {
    for (const material of [older, old, current, next]) {
      expect(turning.open('id_token hint', 'c', sealedBy(material))).toBe('text');
    }
  });

  test('a key that is none of them does not', () =>
    expect(turning.open('id_token hint', 'c', byStranger())).toBeUndefined());

  test('the current one seals', () => {
    const sealed = turning.seal('id_token hint', 'c', 'text', iv());
    expect(keyring.open('id_token hint', 'c', sealed)).toBe('text');
    expect(createKeyring(soleKey(String(old))).open('id_token hint', 'c', sealed)).toBeUndefined();
  });

  test('a value lacks no key that is current, next or previous, and does lack any other', () => {
    for (const material of [older, old, current, next]) {
      expect(turning.lacksKeyOf('id_token hint', sealedBy(material))).toBe(false);
    }
    expect(turning.lacksKeyOf('id_token hint', byStranger())).toBe(true);
    expect(turning.lacksKeyOf('login attempt', sealedBy(current))).toBe(true);
  });

  test('a value that was changed lacks none, and neither does what is no sealed value at all', () => {
    const sealed = sealedBy(current);
    expect(turning.lacksKeyOf('id_token hint', `${sealed.slice(0, -4)}AAAA`)).toBe(false);
    const stranger = byStranger();
    const tooShort = Buffer.from(stranger, 'base64url').subarray(0, 31).toString('base64url');
    for (const junk of [`${stranger}=`, `${stranger}.`, ` ${stranger}`, tooShort, '', 'text', '_']) {
      expect(turning.lacksKeyOf('id_token hint', junk)).toBe(false);
    }
  });

  test('what lacks a key does not open, whatever it is', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.uint8Array({ minLength: 28, maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
    );
    const lacking = new Set<boolean>();
    fc.assert(
      fc.property(texts, (text) => {
        const lacks = turning.lacksKeyOf('id_token hint', text);
        lacking.add(lacks);
        if (lacks) expect(text).toMatch(/^[A-Za-z0-9_-]{43,}$/);
        expect(turning.open('id_token hint', 'c', text)).toBeUndefined();
      }),
    );
    expect(lacking.size).toBe(2);
  });
});
