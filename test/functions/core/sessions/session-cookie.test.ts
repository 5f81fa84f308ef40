import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { newSessionToken, newUserId, parseSessionToken } from '../../../../functions/core/sessions/session-cookie.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

describe('newUserId', () => {
  test('has 128 random bits', () => {
    expect(newUserId(randomBytes)).toMatch(/^usr_[A-Za-z0-9_-]{22}$/);
    const asked: number[] = [];
    newUserId((length) => {
      asked.push(length);
      return new Uint8Array(length);
    });
    expect(asked).toEqual([16]);
  });
});

describe('a session token', () => {
  test('is read back from the cookie, which has 64 characters of base64url', () => {
    fc.assert(
      fc.property(bytes(16), bytes(32), (user, token) => {
        const userId = newUserId(() => user);
        const { cookie, ...made } = newSessionToken(userId, () => token);
        expect(cookie).toMatch(/^[A-Za-z0-9_-]{64}$/);
        expect(made.userId).toBe(userId);
        expect(parseSessionToken(cookie)).toEqual(made);
      }),
    );
  });

  test('is stored as a hash: the identifier does not open the session', () => {
    const token = Buffer.alloc(32, 7);
    const { sessionId, cookie } = newSessionToken(newUserId(randomBytes), () => token);
    expect(sessionId).toBe(`ses_${createHash('sha256').update(token).digest('base64url')}`);
    expect(cookie).not.toContain(sessionId.slice(4));
  });

  test('asks for 256 random bits', () => {
    const asked: number[] = [];
    newSessionToken(newUserId(randomBytes), (length) => {
      asked.push(length);
      return randomBytes(length);
    });
    expect(asked).toEqual([32]);
  });
});

describe('parseSessionToken refuses', () => {
  const cookie = 'A'.repeat(64);

  test.each([
    '',
    'A'.repeat(63),
    'A'.repeat(65),
    'A'.repeat(68),
    `${cookie}=`,
    ` ${cookie}`,
    `${'A'.repeat(63)}+`,
    `"${cookie}"`,
  ])('%j', (text) => expect(parseSessionToken(text)).toBeUndefined());

  test('whatever is not 64 characters of base64url', () => {
    const text = fc.oneof(
      fc.string({ maxLength: 80 }),
      fc.base64String({ maxLength: 80 }),
      fc.stringMatching(/^[A-Za-z0-9_+/-]{64}$/),
    );
    fc.assert(
      fc.property(text, (value) => {
        expect(parseSessionToken(value) !== undefined).toBe(/^[A-Za-z0-9_-]{64}$/.test(value));
      }),
    );
  });
});
