import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { documentKinds } from '../../../../../functions/core/contract/table.ts';
import { expiresAt, keys } from '../../../../../functions/core/storage/table/keys.ts';

const provider = fc.stringMatching(/^[a-z0-9-]{1,32}$/);
const text = fc.oneof(fc.string(), fc.constantFrom('#', 'a#b', '', 'corp#alice'));

test('pairs of provider and text never share a key', () => {
  const pair = fc.tuple(provider, text);
  fc.assert(
    fc.property(pair, pair, ([p, a], [q, b]) => {
      fc.pre(p !== q || a !== b);
      for (const name of ['identity', 'signedOutSid', 'logoutToken'] as const) {
        expect(keys[name](p, a)).not.toEqual(keys[name](q, b));
      }
    }),
  );
});

test('items of different kinds never share a key', () => {
  fc.assert(
    fc.property(provider, text, text, (name, one, other) => {
      const all = [
        keys.user(one),
        keys.session(one, other),
        keys.identity(name, one),
        keys.email(one),
        keys.username(one),
        keys.bannedIdentity(one, other),
        keys.bannedAddress(one, other),
        keys.providerSession(name, one, other),
        keys.signedOutSid(name, one),
        keys.attempt(one),
        keys.logoutToken(name, one),
        keys.clientSecretStatus(name),
        keys.sessionKeysStatus(),
        keys.providerSwitch(name),
        keys.providerIssuer(name),
        ...documentKinds.flatMap((kind) => [keys.document(kind, one), keys.documentRefreshSlot(kind, one)]),
      ];
      expect(new Set(all.map((key) => JSON.stringify(key))).size).toBe(all.length);
    }),
  );
});

test('keys of the longest subject, sid, jti and email address fit (2048 and 1024 bytes)', () => {
  const long = '\uffff'.repeat(255);
  const name = 'p'.repeat(32);
  const all = [keys.identity(name, long), keys.providerSession(name, long, `ses_${'s'.repeat(43)}`), keys.email(long)];
  for (const { pk, sk } of [...all, keys.logoutToken(name, long), keys.signedOutSid(name, long)]) {
    expect(Buffer.byteLength(pk.S ?? '')).toBeLessThanOrEqual(2048);
    expect(Buffer.byteLength(sk.S ?? '')).toBeLessThanOrEqual(1024);
  }
});

test('items expire in whole seconds, never too early', () => {
  expect(expiresAt(1_000)).toEqual({ expires_at: { N: '1' } });
  expect(expiresAt(1_001)).toEqual({ expires_at: { N: '2' } });
});
