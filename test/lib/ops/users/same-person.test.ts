import { describe, expect, test } from '@jest/globals';
import { identitiesToBan, likenessOf } from '../../../../lib/ops/users/same-person.ts';
import { accountWith } from '../../../functions/core/support/accounts.ts';

const providers = [
  { name: 'corp', issuer: 'https://login.example.com' },
  { name: 'corp-again', issuer: 'https://login.example.com' },
  { name: 'other', issuer: 'https://other.example' },
];
const withEmail = (email: string, emailVerified: boolean) => ({ profile: { email, emailVerified } });

describe('identities to ban', () => {
  test('are those of the account, and the same subject of the same issuer under another provider name', () => {
    const user = accountWith({ corp: '1', gone: '2' });
    expect(identitiesToBan(user, providers)).toEqual([
      { provider: 'corp', uid: '1' },
      { provider: 'gone', uid: '2' },
      { provider: 'corp-again', uid: '1' },
    ]);
  });
});

describe('an account is taken for the same person’s', () => {
  const banned = accountWith({ corp: '1' }, withEmail('eve@example.com', true));
  const likeness = (other: ReturnType<typeof accountWith>, of = banned) =>
    likenessOf(of, identitiesToBan(of, providers), other);

  test('if it has the same subject at the same issuer, and not at another issuer', () => {
    expect(likeness(accountWith({ 'corp-again': '1' }))).toBe('identity');
    expect(likeness(accountWith({ other: '1' }))).toBeUndefined();
    expect(likeness(accountWith({ corp: '2' }))).toBeUndefined();
    expect(likeness(banned)).toBeUndefined();
  });

  test('if it has the same email address, unless only the other account has proved it', () => {
    expect(likeness(accountWith({ other: 'x' }, withEmail('EVE@example.com', false)))).toBe('email');
    const claimer = accountWith({ corp: '3' }, withEmail('vera@example.com', false));
    expect(likeness(accountWith({ other: 'y' }, withEmail('vera@example.com', false)), claimer)).toBe('email');
    expect(likeness(accountWith({ other: 'v' }, withEmail('vera@example.com', true)), claimer)).toBeUndefined();
    expect(likeness(accountWith({ other: 'z' }), accountWith({ corp: '4' }))).toBeUndefined();
  });
});
