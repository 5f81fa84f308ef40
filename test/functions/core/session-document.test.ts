import { expect, test } from '@jest/globals';
import { userDocument } from '../../../functions/core/session-document.ts';
import { account } from './accounts/people.ts';

test('userDocument uses the API’s names, without identities', () => {
  const address = { locality: 'Ghent' };
  const location = { latitude: '51' };
  const names = { name: 'Alice Smith', firstName: 'Alice', lastName: 'Smith', nickname: 'Al' };
  const profile = {
    ...names,
    email: 'a@x',
    emailVerified: true,
    emailVerifiedBy: 'corp',
    phone: '+32 1',
    organization: 'ACME',
  };
  const user = account({ profile: { ...profile, jobTitle: 'Founder', address, location }, external: true });
  expect(userDocument(user)).toEqual({
    ...{ id: 'usr_1', username: 'alice', name: 'Alice Smith', first_name: 'Alice', last_name: 'Smith' },
    ...{ email: 'a@x', email_verified: true, email_verified_by: 'corp', phone: '+32 1' },
    ...{ organization: 'ACME', job_title: 'Founder' },
    ...{ address, location, state: 'active', external: true, created_at: '2026-11-23T00:00:00.000Z' },
  });
});

test('JSON omits unknown members', () => {
  const known = ['id', 'username', 'email_verified', 'state', 'external', 'created_at'];
  expect(Object.keys(JSON.parse(JSON.stringify(userDocument(account()))))).toEqual(known);
});
