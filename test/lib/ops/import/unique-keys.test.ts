import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ImportedAccount } from '../../../../lib/ops/import/read-account.ts';
import { duplicates, uniqueKeysOf } from '../../../../lib/ops/import/unique-keys.ts';

function account(line: number, fields: Partial<ImportedAccount>): ImportedAccount {
  return {
    ...{
      line,
      id: undefined,
      username: undefined,
      profile: { emailVerified: false },
      state: 'active',
      hasState: false,
      external: false,
    },
    ...{ createdAt: undefined, signInCount: 0, currentSignInAt: undefined, lastSignInAt: undefined, identities: {} },
    ...fields,
  };
}

test('a key that two rows share is reported at both', () => {
  const email = (address: string, emailVerified = true) => ({ profile: { email: address, emailVerified } });
  const accounts = [
    account(2, { username: 'alice', ...email('Alice@example.com') }),
    account(3, { username: 'alice' }),
    account(5, { username: 'alice', identities: { corp: { provider: 'corp', uid: 'alice' } } }),
    account(6, email('alice@EXAMPLE.com')),
    account(7, { ...email('alice@example.com', false), identities: { other: { provider: 'other', uid: 'alice' } } }),
    account(9, { identities: { corp: { provider: 'corp', uid: 'alice' } } }),
  ];
  expect(duplicates(accounts)).toEqual([
    { line: 3, column: 'username', message: '"alice" is on line 2 too' },
    { line: 2, column: 'username', message: '"alice" is on line 3 too' },
    { line: 5, column: 'username', message: '"alice" is on line 2 too' },
    { line: 6, column: 'email', message: '"alice@example.com" is on line 2 too' },
    { line: 2, column: 'email', message: '"alice@example.com" is on line 6 too' },
    { line: 9, column: 'identities', message: '"corp:alice" is on line 5 too' },
    { line: 5, column: 'identities', message: '"corp:alice" is on line 9 too' },
  ]);
});

test('rows without issues share no key', () => {
  const few = fc.constantFrom('a', 'b', 'c', '__proto__');
  const fields = fc.record({ id: fc.option(few, { nil: undefined }), username: fc.option(few, { nil: undefined }) });
  fc.assert(
    fc.property(fc.array(fields, { maxLength: 6 }), (rows) => {
      const accounts = rows.map((row, index) => account(index + 2, row));
      const bad = new Set(duplicates(accounts).map(({ line }) => line));
      const keysOf = (of: ImportedAccount) => uniqueKeysOf(of).map(({ key }) => key.pk.S);
      for (const one of accounts) {
        const others = accounts.filter((other) => other !== one).flatMap(keysOf);
        expect(bad.has(one.line)).toBe(keysOf(one).some((key) => others.includes(key)));
      }
    }),
  );
});
