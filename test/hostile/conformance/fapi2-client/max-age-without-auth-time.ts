import { refusedIdToken } from '../../../support/conformance/logins.ts';
import { claims } from '../../../support/programmable-provider/misbehaviours.ts';

export const module = refusedIdToken(
  'omits `auth_time` although `max_age` was sent',
  claims({ auth_time: undefined }),
  { max_age: '100' },
);
