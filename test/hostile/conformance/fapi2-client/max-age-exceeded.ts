import { refusedIdToken } from '../../../support/conformance/logins.ts';

export const module = refusedIdToken(
  'reports an authentication older than `max_age` allows',
  {
    claims: ({ iat = 0, ...claims }) => ({ ...claims, iat, auth_time: iat - 200 }),
  },
  { max_age: '100' },
);
