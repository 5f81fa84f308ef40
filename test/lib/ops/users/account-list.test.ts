import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isEmailAddress } from '../../../../functions/core/oidc/claims.ts';
import { layOut } from '../../../../lib/ops/cli/table.ts';
import { userShape } from '../../../../lib/ops/users/account-list.ts';
import { account } from '../../../functions/core/accounts/people.ts';

/** The line of an account, on a terminal of this many columns. */
function lineOf(email: string, emailVerified: boolean, width: number): string {
  const user = account({ profile: { email, emailVerified }, state: 'blocked_pending_approval' });
  return layOut([user], userShape.columns, { width, colour: false, head: false });
}

test('however narrow the terminal, an address that is not verified is told from one that is', () => {
  const email = fc.string({ minLength: 3, maxLength: 40 }).filter(isEmailAddress);
  fc.assert(
    fc.property(fc.oneof(fc.emailAddress(), email), fc.integer({ min: 40, max: 200 }), (address, width) => {
      expect(lineOf(address, false, width)).toMatch(/^alice +\? \S/);
      expect(lineOf(address, true, width)).not.toMatch(/^alice +\? /);
    }),
  );
});

test('a page fits a terminal of 80 columns', () => {
  expect(lineOf('somebody.with.a.long.name@example.com', false, 80).trimEnd().length).toBeLessThanOrEqual(80);
});
