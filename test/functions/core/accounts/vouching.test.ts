import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Profile, verifiedEmailKey } from '../../../../functions/core/accounts/profile.ts';
import { addressVouchedBy, confirmsAddress, isSameMailbox } from '../../../../functions/core/accounts/vouching.ts';

const providers = fc.constantFrom('corp', 'other', 'third');
const profiles = fc
  .record({
    email: fc.constantFrom(undefined, 'a@example.com', 'A@Example.com', '\uff41@example.com', 'b@example.com'),
    emailVerified: fc.boolean(),
    emailVerifiedBy: fc.option(providers, { nil: undefined }),
  })
  .map(
    ({ email, emailVerified, emailVerifiedBy }): Profile => ({
      ...(email !== undefined && { email }),
      emailVerified: email !== undefined && emailVerified,
      ...(email !== undefined && emailVerified && emailVerifiedBy !== undefined && { emailVerifiedBy }),
    }),
  );

test('a verified address falls with its provider, and with any if it is not known who vouches', () => {
  fc.assert(
    fc.property(profiles, providers, (profile, provider) => {
      const { emailVerifiedBy } = profile;
      const expected = emailVerifiedBy === undefined || emailVerifiedBy === provider;
      expect(addressVouchedBy(profile, provider)).toBe(expected ? verifiedEmailKey(profile) : undefined);
    }),
  );
});

test('only verified claims of the same mailbox confirm an address, and only if nobody vouches for it', () => {
  fc.assert(
    fc.property(profiles, profiles, (stored, claimed) => {
      const isSame = stored.email !== undefined && stored.email.toLowerCase() === claimed.email?.toLowerCase();
      const expected = isSame && claimed.emailVerified && stored.emailVerifiedBy === undefined;
      expect(confirmsAddress(stored, claimed)).toBe(expected);
    }),
  );
});

test('a missing address is the same as none', () => {
  const [some, none] = [{ email: 'a@example.com', emailVerified: false }, { emailVerified: false }];
  expect([isSameMailbox(some, some), isSameMailbox(none, none)]).toEqual([true, false]);
  expect([isSameMailbox(some, none), isSameMailbox(none, some)]).toEqual([false, false]);
});
