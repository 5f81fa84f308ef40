import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { deviceName } from '../../../../functions/core/sessions/device-name.ts';

test.each([
  [{ device: 'Firefox on Linux', userAgent: 'Mozilla/5.0 (X11)' }, 'Firefox on Linux'],
  [{ userAgent: 'curl/7.88.1' }, 'curl'],
  [{ userAgent: 'My.App-2 (build 7)' }, 'My.App-2'],
  [{ userAgent: ' curl/7' }, 'Unknown device'],
  [{ userAgent: '(curl)' }, 'Unknown device'],
  [{ userAgent: '' }, 'Unknown device'],
  [{ userAgent: 'x'.repeat(256) }, 'x'.repeat(32)],
])('%j is called %s', (session, name) => expect(deviceName(session)).toBe(name));

test('whatever the header says, the name is short and does nothing if it is shown', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (userAgent) => {
      expect(deviceName({ userAgent })).toMatch(/^(?:Unknown device|[\x21-\x7e]{1,32})$/);
    }),
  );
});
