import { expect, test } from '@jest/globals';
import { OpsFailure } from '../../../../lib/ops/cli/failure.ts';
import { formatSessionName, parseSessionName } from '../../../../lib/ops/sessions/session-name.ts';

const [user, session] = ['usr_AAAAAAAAAAAAAAAAAAAAAA', 'ses_47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU'];
const name = formatSessionName(user, session);

test('names user and session, complete or shortened', () => {
  expect(parseSessionName(name, undefined)).toEqual({ user, session });
  expect(parseSessionName(name, user)).toEqual({ user, session });
  expect(parseSessionName(`${name.slice(0, 37)}…`, undefined)).toEqual({ user, session: 'ses_47DEQp' });
  expect(parseSessionName(session, 'ann')).toEqual({ user: 'ann', session });
});

test.each([
  [session, undefined, 'without a user is not enough'],
  [name, 'usr_other', 'omit --user'],
  [name.slice(0, 36), undefined, 'six characters'],
  ['ses_47DEQp#', 'ann', 'six characters'],
  ['', 'ann', 'six characters'],
])('%j of %j is refused', (text, owner, reason) => {
  expect(() => parseSessionName(text, owner)).toThrow(OpsFailure);
  expect(() => parseSessionName(text, owner)).toThrow(reason);
});
