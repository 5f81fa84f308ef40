import { describe, expect, test } from '@jest/globals';
import { parseConfig } from '../../../lib/config/index.ts';
import { deployed, expectRefused, withProvider } from './blocks.ts';

/** Settings read from the key `session`. */
function read(session?: unknown) {
  const config = parseConfig(withProvider({}, session === undefined ? {} : { session }), deployed);
  return { ...config.session, rotateKeysAfterDays: config.rotateKeysAfterDays };
}

const defaults = { idleSeconds: 8 * 3600, absoluteSeconds: 168 * 3600, freshSeconds: 600, rotateKeysAfterDays: 30 };

describe('session', () => {
  test('has defaults, as a whole or for single keys', () => {
    expect(read()).toEqual(defaults);
    expect(read({})).toEqual(defaults);
    expect(read({ rotateKeysAfterDays: 7 })).toEqual({ ...defaults, rotateKeysAfterDays: 7 });
    expect(read({ idleMinutes: 10 })).toEqual({ ...defaults, idleSeconds: 600 });
    expect(read({ freshMinutes: 1 })).toEqual({ ...defaults, freshSeconds: 60 });
    expect(read({ absoluteHours: 24 })).toEqual({ ...defaults, absoluteSeconds: 24 * 3600 });
  });

  test.each([0, -1, 61, 1.5, '10', true, null])('refuses freshMinutes of %j', (freshMinutes) => {
    const cure = /whole number of minutes from 1 to 60/;
    expectRefused(withProvider({}, { session: { freshMinutes } }), 'session.freshMinutes', cure);
  });

  test.each([1, 30, 365])('accepts key rotation after %d days', (rotateKeysAfterDays) => {
    expect(read({ rotateKeysAfterDays }).rotateKeysAfterDays).toBe(rotateKeysAfterDays);
  });

  test.each([0, -1, 366, 1.5, '30', true, null, [30]])('refuses key rotation after %j', (rotateKeysAfterDays) => {
    const cure = /whole number of days from 1 to 365/;
    expectRefused(withProvider({}, { session: { rotateKeysAfterDays } }), 'session.rotateKeysAfterDays', cure);
  });

  test('suggests the intended key for a misspelt one', () => {
    const session = { rotateKeyAfterDays: 30 };
    expectRefused(withProvider({}, { session }), 'session.rotateKeyAfterDays', /Did you mean rotateKeysAfterDays\?/);
  });
});
