import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type ImportedAccount, knownColumns, readAccount } from '../../../../lib/ops/import/read-account.ts';
import type { ImportIssue } from '../../../../lib/ops/import/row.ts';
import { runs } from '../../../support/fuzz/runs.ts';

const now = Date.UTC(2026, 10, 23);
const reading = {
  providers: { has: (name: string) => ['corp', 'google'].includes(name), map: new Map<string, string>() },
  identitiesOf: (id: string | undefined) => (id === '42' ? [{ provider: 'google', uid: 'from-map' }] : []),
  now,
};

function read(cells: Readonly<Record<string, unknown>>): ImportedAccount | readonly ImportIssue[] {
  return readAccount({ line: 7, cells: new Map(Object.entries(cells)) }, reading);
}

test('a user of GitLab’s API is an account', () => {
  const user = {
    ...{ id: 42, username: 'Alice', name: 'Alice Smith', email: 'Alice@example.com', state: 'ldap_blocked' },
    ...{ external: true, created_at: '2020-01-01T00:00:00.000Z', confirmed_at: '2020-01-02T00:00:00.000Z' },
    ...{ organization: 'Example', job_title: 'Engineer', location: 'Berlin', two_factor_enabled: true },
    identities: [{ provider: 'corp', extern_uid: 'alice' }],
  };
  expect(read(user)).toEqual({
    line: 7,
    id: undefined,
    username: 'alice',
    profile: {
      name: 'Alice Smith',
      email: 'Alice@example.com',
      emailVerified: true,
      organization: 'Example',
      jobTitle: 'Engineer',
      address: { formatted: 'Berlin' },
    },
    state: 'blocked',
    hasState: true,
    external: true,
    createdAt: Date.UTC(2020, 0),
    signInCount: 0,
    currentSignInAt: undefined,
    lastSignInAt: undefined,
    identities: { corp: { provider: 'corp', uid: 'alice' }, google: { provider: 'google', uid: 'from-map' } },
  });
});

test.each([
  [{}, false],
  [{ confirmed_at: '2020-01-01' }, true],
  [{ email_verified: false, confirmed_at: '2020-01-01' }, false],
  [{ email_verified: 'true' }, true],
])('an address is verified only if the file says so (%p)', (cells, emailVerified) => {
  const account = read({ username: 'a', email: 'a@example.com', ...cells });
  expect(account).toHaveProperty('profile.emailVerified', emailVerified);
});

describe('the provider that vouches for a verified address', () => {
  const by = (email_verified_by: unknown, cells: object = {}) =>
    read({ email: 'a@example.com', email_verified: true, identities: 'corp:a', email_verified_by, ...cells });

  test('is the one that the file names, if the account has an identity there', () => {
    expect(by('Corp')).toHaveProperty('profile.emailVerifiedBy', 'corp');
    for (const cell of ['google', 'constructor', 7]) {
      expect(by(cell)).toEqual([
        { line: 7, column: 'email_verified_by', message: expect.stringMatching(/^the account has no identity at /) },
      ]);
    }
  });

  test('is nobody if the address is not verified, or the import says so itself', () => {
    expect(by('corp', { email_verified: false })).not.toHaveProperty('profile.emailVerifiedBy');
    const account = read({ email: 'a@example.com', email_verified: true, identities: 'corp:a' });
    expect(account).toHaveProperty('profile', { name: 'a@example.com', email: 'a@example.com', emailVerified: true });
  });

  test('is omitted with the identities that --map omits', () => {
    const row = { email: 'a@example.com', email_verified: true, identities: 'old:a', email_verified_by: 'old' };
    const providers = { ...reading.providers, map: new Map([['old', '']]) };
    const account = readAccount({ line: 7, cells: new Map(Object.entries(row)) }, { ...reading, providers });
    expect(account).toMatchObject({ profile: { emailVerified: true }, identities: {} });
    expect(account).not.toHaveProperty('profile.emailVerifiedBy');
  });
});

test('text is normalised like claims, and nothing is verified without an address', () => {
  const account = read({ username: 'a', name: ' A\u0000\u202eb\nc ', email_verified: true });
  expect(account).toHaveProperty('profile', { name: 'A b c', emailVerified: false });
});

test('phone and address are normalised like claims', () => {
  const address = { formatted: ' A\u0000\r\n\n b', street_address: null, locality: ' L\n', postal_code: 7, planet: {} };
  expect(read({ username: 'a', phone: ' +31\u0000 20\n', location: 'B', address })).toHaveProperty('profile', {
    ...{ phone: '+31 20', address: { formatted: 'A\nb', locality: 'L', postal_code: '7' }, emailVerified: false },
  });
  const location = (cells: object) => Object(read({ username: 'a', location: 'B', ...cells })).profile.address;
  expect(location({ address: { country: 'C' } })).toEqual({ formatted: 'B', country: 'C' });
  expect(location({ address: 'A' })).toEqual({ formatted: 'A' });
});

test.each([
  [{ phone: 7 }, 'phone'],
  [{ phone: '1'.repeat(256) }, 'phone'],
  [{ address: 7 }, 'address'],
  [{ address: ['a'] }, 'address'],
  [{ address: { locality: {} } }, 'address'],
  [{ address: { locality: 'x'.repeat(256) } }, 'address'],
])('%j is refused at its column', (cells, column) => {
  expect(read({ username: 'a', ...cells })).toEqual([{ line: 7, column, message: expect.any(String) }]);
});

test('every issue of a row is reported', () => {
  const cells = { id: 'x', username: 'a b', email: 'a@@b', state: 'gone', external: 1, created_at: '2027-01-01' };
  const issues = read({ ...cells, identities: [{ provider: 'github', uid: 'x' }], __proto__: 1 });
  expect(issues).toEqual(
    ['id', 'username', 'identities', 'email', 'state', 'external', 'created_at'].map((column) => ({
      line: 7,
      column,
      message: expect.any(String),
    })),
  );
});

test('a row needs something to identify the account', () => {
  const issue = [{ line: 7, message: expect.stringMatching(/^has nothing to identify the account/) }];
  expect(read({})).toEqual(issue);
  expect(read({ id: '7', name: 'Alice', email: 'alice@example.com' })).toEqual(issue);
  expect(read({ email: 'alice@example.com', email_verified: true })).toHaveProperty('line', 7);
  expect(read({ identities: 'corp:a' })).toHaveProperty('line', 7);
  expect(read({ id: 'usr_AAAAAAAAAAAAAAAAAAAAAA' })).toHaveProperty('line', 7);
});

test('any row is an account or issues, and an account’s profile is clean', () => {
  const cell = fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary', maxLength: 300 }), fc.constant('corp:a'));
  const cells = fc.dictionary(fc.constantFrom(...knownColumns, '__proto__', 'constructor'), cell);
  fc.assert(
    fc.property(cells, (row) => {
      const account = read(row);
      if (!('line' in account)) {
        expect(account.length).toBeGreaterThan(0);
        return;
      }
      const { address, ...fields } = account.profile;
      expect(JSON.stringify(fields)).not.toMatch(/\\n/);
      expect(JSON.stringify([fields, address])).not.toMatch(/[\u202a-\u202e]|\\u00[01]|\\r/);
      expect(Object.getPrototypeOf(account.identities)).toBe(Object.prototype);
    }),
    { numRuns: runs(1000) },
  );
});
