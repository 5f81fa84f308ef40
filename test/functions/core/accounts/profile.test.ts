import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  emailKey,
  inOrder,
  mailbox,
  normaliseProfile,
  type Profile,
  verifiedEmailKey,
  withDisplayName,
} from '../../../../functions/core/accounts/profile.ts';
import type { Claims } from '../../../../functions/core/oidc/claims.ts';
import { runs } from '../../../support/fuzz/runs.ts';

const nothing = { emailVerified: false };
const read = (claims: Claims) => normaliseProfile(claims, 'boolean');

describe('normaliseProfile', () => {
  test('names the provider that vouches for the address, if it is verified', () => {
    const of = (email_verified: boolean) => normaliseProfile({ email: 'a@b', email_verified }, 'boolean', 'corp');
    expect(of(true)).toEqual({ email: 'a@b', emailVerified: true, emailVerifiedBy: 'corp' });
    expect(of(false)).toEqual({ email: 'a@b', emailVerified: false });
    expect(normaliseProfile({ email_verified: true }, 'boolean', 'corp')).toEqual(nothing);
  });

  test('takes what is known and drops the rest', () => {
    const profile = read({
      sub: 'alice',
      name: 'Alice Smith',
      given_name: 'Alice',
      family_name: 'Smith',
      middle_name: 'B.',
      nickname: 'Al',
      preferred_username: 'alice',
      email: 'alice@example.com',
      email_verified: true,
      phone_number: '+32 1',
      organization: 'ACME',
      job_title: 'Founder',
      address: { locality: 'Ghent', country: 'BE', planet: 'Earth' },
      'aq:location': { latitude: 51.05, longitude: 3.72, mood: 'good' },
      roles: ['admin'],
    });
    expect(profile).toEqual({
      name: 'Alice Smith',
      firstName: 'Alice',
      lastName: 'Smith',
      nickname: 'Al',
      preferredUsername: 'alice',
      email: 'alice@example.com',
      emailVerified: true,
      phone: '+32 1',
      organization: 'ACME',
      jobTitle: 'Founder',
      address: { locality: 'Ghent', country: 'BE' },
      location: { latitude: '51.05', longitude: '3.72' },
    });
  });

  test('drops absent fields', () => expect(read({ sub: 'a' })).toEqual(nothing));

  test.each([
    [{ name: 'N', given_name: 'G', nickname: 'K', email: 'e@x' }, 'N'],
    [{ given_name: 'G', family_name: 'F', nickname: 'K', email: 'e@x' }, 'G F'],
    [{ given_name: 'G', nickname: 'K' }, 'G'],
    [{ family_name: 'F', email: 'e@x' }, 'F'],
    [{ nickname: 'K', email: 'e@x' }, 'K'],
    [{ email: 'e@x' }, 'e@x'],
    [{ name: '  ', nickname: 'K' }, 'K'],
    [{ name: 1, nickname: 'K' }, 'K'],
    [{}, undefined],
  ])('the display name of %j is %s', (claims, name) => expect(withDisplayName(read(claims)).name).toBe(name));
});

describe('e-mail address', () => {
  test.each([
    ['alice@example.com', true],
    ['alice', false],
    ['a b@c', false],
    [1, false],
  ])('%j is kept: %s', (email, kept) => {
    expect(read({ email, email_verified: true })).toEqual(kept ? { email, emailVerified: true } : nothing);
  });

  test.each([false, 'true', 1, null, undefined, {}])('is not verified by %j', (email_verified) =>
    expect(read({ email: 'a@b', email_verified }).emailVerified).toBe(false),
  );

  test('is verified by text if the provider writes it so, and never if anybody may write it', () => {
    const verified = (email_verified: unknown, trust: 'boolean_or_text' | 'never') =>
      normaliseProfile({ email: 'a@b', email_verified }, trust).emailVerified;
    expect([true, 'true'].map((said) => verified(said, 'boolean_or_text'))).toEqual([true, true]);
    expect([false, 'false', 'True', 1].some((said) => verified(said, 'boolean_or_text'))).toBe(false);
    expect([true, 'true'].some((said) => verified(said, 'never'))).toBe(false);
  });

  test('that is absent is not verified', () => expect(read({ email_verified: true })).toEqual(nothing));

  test('has a key that fits in the table, or is dropped', () => {
    const text = fc.array(fc.constantFrom('a', '\ufdfa', '\u3300', '@', 'İ', '.'), { maxLength: 255 });
    fc.assert(
      fc.property(text, (letters) => {
        const { email } = read({ email: letters.join('') });
        if (email !== undefined) expect(emailKey(email).length).toBeLessThanOrEqual(255);
      }),
      { numRuns: runs(1000) },
    );
  });
});

describe('text', () => {
  test.each([
    ['  Alice  ', 'Alice'],
    ['Al\u0000ice', 'Al ice'],
    ['Al\r\nice', 'Al ice'],
    ['Al\u2028ice', 'Al ice'],
    ['\u202eecilA\u202c', 'ecilA'],
    ['\u2066Alice\u2069', 'Alice'],
    ['Ali\ud800ce', 'Ali\ufffdce'],
    ['O’Brien 李 👩‍💻', 'O’Brien 李 👩‍💻'],
  ])('%j becomes %j', (nickname, expected) => expect(read({ nickname }).nickname).toBe(expected));

  test('is cut at 255 characters, never within one', () => {
    const { nickname } = read({ nickname: '👍'.repeat(300) });
    expect(nickname).toBe('👍'.repeat(255));
  });
});

describe('an address', () => {
  const formatted = (text: string) => read({ address: { formatted: text } }).address?.['formatted'];

  test.each([
    ['Main St 1\nTown', 'Main St 1\nTown'],
    [' Main  St 1 \r\n\r\n\tTown\r\n', 'Main St 1\nTown'],
    ['a\rb\u2028c\u0000d', 'a b c d'],
    ['\u202ea\nb', 'a\nb'],
    ['\n \r\n', undefined],
  ])('keeps its lines: %j becomes %j', (text, expected) => expect(formatted(text)).toBe(expected));

  test('keeps them in the street as well, and nowhere else', () => {
    const address = { street_address: 'a\nb', locality: 'a\nb' };
    expect(read({ address, name: 'a\nb' })).toEqual({
      ...{ name: 'a b', emailVerified: false, address: { street_address: 'a\nb', locality: 'a b' } },
    });
  });

  test('is bounded, whatever its lines', () => {
    expect(formatted('x\n'.repeat(200))).toBe('x\n'.repeat(128).trim());
    expect(formatted(`${'x'.repeat(254)}\nTown`)).toBe('x'.repeat(254));
  });
});

test('an address and a location have these parts, in this order', () => {
  const address = ['formatted', 'street_address', 'locality', 'region', 'state', 'postal_code', 'country'];
  const location = ['latitude', 'longitude', 'accuracy', 'altitude', 'speed'];
  const said = (parts: readonly string[]) => Object.fromEntries(parts.toReversed().map((part) => [part, `a ${part}`]));
  const profile = read({ address: said(address), 'aq:location': said(location) });
  expect(Object.keys(profile.address ?? {})).toEqual(address);
  expect(Object.keys(profile.location ?? {})).toEqual(location);
});

test('parts of an address and a location are put in the order in which they are normalised', () => {
  const profile = {
    address: { country: 'C', formatted: 'F' },
    location: { speed: '2', latitude: '1' },
    emailVerified: false,
  };
  const { address, location } = inOrder(profile);
  expect([Object.keys(address ?? {}), Object.keys(location ?? {})]).toEqual([
    ['formatted', 'country'],
    ['latitude', 'speed'],
  ]);
  expect(inOrder(profile)).toEqual(profile);
  expect(inOrder({ name: 'N', emailVerified: false })).toEqual({ name: 'N', emailVerified: false });
});

test.each(['text', 1, null, [], { locality: '' }, { locality: {} }, { unknown: 'x' }])(
  'an address of %j is none',
  (address) => expect(read({ address })).toEqual(nothing),
);

describe('properties', () => {
  const names = [
    'name',
    'given_name',
    'family_name',
    'nickname',
    'preferred_username',
    'email',
    'phone_number',
    'address',
  ];
  const parts = fc.dictionary(fc.constantFrom('locality', 'country', 'formatted', 'x'), fc.jsonValue());
  const text = fc.string({ unit: 'binary', maxLength: 400 });
  const value = fc.oneof(text, fc.jsonValue(), parts, fc.emailAddress());
  const claims = fc.dictionary(fc.constantFrom(...names, 'email_verified', 'aq:location', 'other', '__proto__'), value);
  /** Texts of a profile, those of an address line by line. */
  const texts = ({ address = {}, ...fields }: Profile): readonly string[] => [
    ...Object.values(fields).flatMap((field) => (typeof field === 'object' ? Object.values(field) : [`${field}`])),
    ...Object.values(address).flatMap((part) => part.split('\n')),
  ];

  test('every text is bounded, well-formed, not empty, and free of what breaks lines or turns writing', () => {
    fc.assert(
      fc.property(claims, (said) => {
        for (const found of texts(read(said))) {
          expect([...found].length).toBeGreaterThan(0);
          expect([...found].length).toBeLessThanOrEqual(511);
          expect(found.isWellFormed()).toBe(true);
          expect(found).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
        }
      }),
      { numRuns: runs(500) },
    );
  });

  test('what is normalised stays as it is if it is read again, as by an import', () => {
    fc.assert(
      fc.property(claims, (said) => {
        const { address, phone, name } = read(said);
        const again = read({ name, phone_number: phone, address });
        expect(again).toEqual({ ...read({ name, phone_number: phone }), ...(address && { address }) });
        expect([again.name, again.phone]).toEqual([name, phone]);
      }),
      { numRuns: runs(500) },
    );
  });

  test('a profile holds known fields only, none of them undefined', () => {
    const known = ['name', 'firstName', 'lastName', 'nickname', 'preferredUsername', 'email', 'emailVerified', 'phone'];
    fc.assert(
      fc.property(claims, (said) => {
        const profile = read(said);
        const fields = Object.keys(profile);
        expect([...known, 'address', 'location']).toEqual(expect.arrayContaining(fields));
        expect(Object.values(profile)).not.toContain(undefined);
        expect(profile.emailVerified && profile.email === undefined).toBe(false);
      }),
    );
  });
});

test('a name that the claims did not have is made up for new users alone', () => {
  expect(read({ nickname: 'K', email: 'e@x' })).not.toHaveProperty('name');
  expect(withDisplayName(read({}))).toStrictEqual(nothing);
});

describe('mailbox', () => {
  test.each([
    ['Alice@Example.COM', 'alice@example.com'],
    ['e\u0301@x', '\u00e9@x'],
    ['ＡＬＩＣＥ@x', 'ＡＬＩＣＥ@x'],
    ['\u212aate@x', 'kate@x'],
  ])('of %j is %j', (email, form) => expect(mailbox(email)).toBe(form));

  test('never takes two addresses for one that emailKey tells apart', () => {
    const letters = fc.array(fc.constantFrom('a', 'A', 'é', 'e\u0301', 'Ａ', '\u212a', 'k', 'ß'), { maxLength: 4 });
    const email = letters.map((parts) => `${parts.join('')}@x`);
    fc.assert(
      fc.property(email, email, (a, b) => {
        if (mailbox(a) === mailbox(b)) expect(emailKey(a)).toBe(emailKey(b));
      }),
    );
  });
});

test('the key of an address is had if it is verified', () => {
  expect(verifiedEmailKey({ email: 'A@X', emailVerified: true })).toBe('a@x');
  expect(verifiedEmailKey({ email: 'A@X', emailVerified: false })).toBeUndefined();
  expect(verifiedEmailKey({ emailVerified: true })).toBeUndefined();
});

describe('emailKey', () => {
  test.each([
    ['Alice@Example.COM', 'alice@example.com'],
    ['ＡＬＩＣＥ@example.com', 'alice@example.com'],
    ['e\u0301@x', '\u00e9@x'],
    ['a+b@x', 'a+b@x'],
  ])('of %j is %j', (email, key) => expect(emailKey(email)).toBe(key));

  test('does not depend on case and stays as it is', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (email) => {
        expect(emailKey(email.toUpperCase())).toBe(emailKey(email));
        expect(emailKey(emailKey(email))).toBe(emailKey(email));
      }),
    );
  });
});
