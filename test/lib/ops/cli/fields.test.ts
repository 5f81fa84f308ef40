import { expect, test } from '@jest/globals';
import { fieldLines } from '../../../../lib/ops/cli/fields.ts';

test('one line for each field, element and member; undefined fields are omitted', () => {
  const answer = {
    id: 'usr_1',
    name: undefined,
    identities: [
      { provider: 'op', uid: '\u001b[2J' },
      { provider: 'corp', uid: 'x' },
    ],
    rules: { scope: 'openid', allowSingleSignOn: ['op', 'corp'], autoLinkUser: [], session: undefined },
    groups: [],
    address: { formatted: 'Main St 1\nTown', country: 'NL\r' },
  };
  expect(fieldLines(answer, false).split('\n')).toEqual([
    'id          usr_1',
    'identities  provider=op uid=\\u001b[2J',
    '            provider=corp uid=x',
    'rules       scope=openid',
    '            allowSingleSignOn=op,corp',
    '            autoLinkUser=none',
    'groups      none',
    'address     formatted=Main St 1 / Town',
    '            country=NL\\u000d',
    '',
  ]);
  expect(fieldLines({ id: 'usr_1' }, true)).toBe('\u001b[2mid\u001b[22m  usr_1\n');
});
