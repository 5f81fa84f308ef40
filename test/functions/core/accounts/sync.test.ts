import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Profile } from '../../../../functions/core/accounts/profile.ts';
import { syncProfile } from '../../../../functions/core/accounts/sync.ts';
import { syncableAttributes } from '../../../../functions/core/contract/settings.ts';

const stored: Profile = { name: 'Alice', nickname: 'Al', email: 'old@example.com', emailVerified: true, phone: '1' };

test.each([
  ['name', { name: 'Alice Smith', firstName: 'Alice', lastName: 'Smith' }],
  ['email', { email: 'new@example.com', emailVerified: true }],
  ['location', { address: { country: 'BE' }, location: { latitude: '51' } }],
  ['organization', { organization: 'ACME' }],
  ['job_title', { jobTitle: 'Founder' }],
] as const)('%s is taken over if it is listed, and only then', (attribute, change) => {
  const claimed = { emailVerified: false, ...change };
  expect(syncProfile(stored, claimed, [attribute])).toEqual({
    profile: { ...stored, ...change },
    attributes: [attribute],
  });
  const others = syncableAttributes.filter((other) => other !== attribute);
  expect(syncProfile(stored, claimed, others)).toBeUndefined();
});

test('an address that is not verified is not taken over, and takes nothing back', () => {
  expect(syncProfile(stored, { email: 'new@example.com', emailVerified: false }, ['email'])).toBeUndefined();
  expect(syncProfile(stored, { email: 'old@example.com', emailVerified: false }, ['email'])).toBeUndefined();
});

test('an address that becomes verified does', () => {
  const before: Profile = { email: 'a@example.com', emailVerified: false };
  const after: Profile = { email: 'a@example.com', emailVerified: true };
  expect(syncProfile(before, after, ['email'])).toEqual({ profile: after, attributes: ['email'] });
});

test('the provider that vouches first for an address stays the one that does', () => {
  const by = (emailVerifiedBy?: string, email = 'a@example.com'): Profile => ({
    ...{ email, emailVerified: true },
    ...(emailVerifiedBy !== undefined && { emailVerifiedBy }),
  });
  expect(syncProfile(by('corp'), by('other'), ['email'])).toBeUndefined();
  expect(syncProfile(by(), by('other'), ['email'])?.profile).toEqual(by('other'));
  expect(syncProfile(by('corp'), by('other', 'b@example.com'), ['email'])?.profile).toEqual(
    by('other', 'b@example.com'),
  );
  expect(syncProfile({ ...by(), emailVerified: false }, by('other'), ['email'])?.profile).toEqual(by('other'));
});

test('what is the same in another order changes nothing', () => {
  const address = { locality: 'Ghent', country: 'BE' };
  const claimed = { emailVerified: false, address: { country: 'BE', locality: 'Ghent' } };
  expect(syncProfile({ ...stored, address }, claimed, ['location'])).toBeUndefined();
});

test('for any claims: what is absent never clears, and what is not listed never changes', () => {
  const text = fc.option(fc.string({ minLength: 1, maxLength: 5 }), { nil: undefined });
  const profile = fc
    .record({
      ...{ name: text, firstName: text, organization: text, jobTitle: text, email: text, phone: text, nickname: text },
      emailVerified: fc.boolean(),
    })
    .map((said): Profile => JSON.parse(JSON.stringify(said)));
  fc.assert(
    fc.property(profile, profile, fc.subarray([...syncableAttributes]), (before, claimed, attributes) => {
      const after = syncProfile(before, claimed, attributes)?.profile ?? before;
      for (const field of Object.keys(before)) expect(after).toHaveProperty(field);
      expect(after.phone).toBe(before.phone);
      expect(after.nickname).toBe(before.nickname);
      if (!attributes.includes('email') || !claimed.emailVerified) expect(after.email).toBe(before.email);
      expect(syncProfile(after, claimed, attributes)).toBeUndefined();
    }),
  );
});
