import { describe, expect, test } from '@jest/globals';
import { parseConfig } from '../../../lib/config/index.ts';
import { deployed, expectRefused, withProvider } from './blocks.ts';

/** What is read of the key `session`. */
function read(session?: unknown) {
  const config = parseConfig(withProvider({}, session === undefined ? {} : { session }), deployed);
  return { ...config.session, rotateKeysAfterDays: config.rotateKeysAfterDays };
}

const defaults = { idleSeconds: 8 * 3600, absoluteSeconds: 168 * 3600, rotateKeysAfterDays: 30 };

describe('session', () => {
  test('has its defaults where it says nothing, as a whole or in part', () => {
    expect(read()).toEqual(defaults);
    expect(read({})).toEqual(defaults);
    expect(read({ rotateKeysAfterDays: 7 })).toEqual({ ...defaults, rotateKeysAfterDays: 7 });
    expect(read({ idleMinutes: 10 })).toEqual({ ...defaults, idleSeconds: 600 });
    expect(read({ absoluteHours: 24 })).toEqual({ ...defaults, absoluteSeconds: 24 * 3600 });
  });

  test.each([1, 30, 365])('may have its keys rotated after %d days', (rotateKeysAfterDays) => {
    expect(read({ rotateKeysAfterDays }).rotateKeysAfterDays).toBe(rotateKeysAfterDays);
  });

  test.each([0, -1, 366, 1.5, '30', true, null, [30]])('may not have them rotated after %j', (rotateKeysAfterDays) => {
    const cure = /whole number of days from 1 to 365/;
    expectRefused(withProvider({}, { session: { rotateKeysAfterDays } }), 'session.rotateKeysAfterDays', cure);
  });

  test('tells of a misspelt key', () => {
    const session = { rotateKeyAfterDays: 30 };
    expectRefused(withProvider({}, { session }), 'session.rotateKeyAfterDays', /Did you mean rotateKeysAfterDays\?/);
  });
});
