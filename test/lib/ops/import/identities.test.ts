import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BadCell } from '../../../../lib/ops/import/cells.ts';
import { identitiesText, mapProviderNames, readIdentities } from '../../../../lib/ops/import/identities.ts';

const uid = fc.oneof(
  fc.stringMatching(/^[\x20-\x7e]{1,20}$/),
  fc.string({ unit: fc.constantFrom(...'%3B25;: ='), minLength: 1, maxLength: 8 }),
);
const identity = fc.record({ provider: fc.stringMatching(/^[a-z0-9-]{1,32}$/), uid });

test('formatted identities are parsed back', () => {
  fc.assert(
    fc.property(fc.array(identity, { minLength: 1, maxLength: 5 }), (identities) => {
      expect(readIdentities(identitiesText(identities))).toEqual(identities);
    }),
  );
});

test('JSON lists are parsed in Postern’s and GitLab’s names', () => {
  const cell = [
    { provider: 'corp', uid: 'a', last_sign_in_at: '2026-11-23T12:00:00Z' },
    { provider: 'google_oauth2', extern_uid: 'b', saml_provider_id: null },
  ];
  expect(readIdentities(cell)).toEqual([
    { provider: 'corp', uid: 'a', lastSignInAt: Date.UTC(2026, 10, 23, 12) },
    { provider: 'google_oauth2', uid: 'b' },
  ]);
  expect(readIdentities([])).toEqual([]);
});

test.each([
  ...['corp', ':uid', 'corp:', 'corp:a;', 'corp:\u00e9', 'corp:a\u0000', `corp:${'x'.repeat(256)}`],
  ...[7, {}, [7], [null], [{ provider: 'corp' }], [{ uid: 'a' }], [{ provider: 'corp', uid: 7 }]],
  [{ provider: 'corp', uid: 'a', last_sign_in_at: 'yesterday' }],
])('%p are refused', (cell) => {
  expect(() => readIdentities(cell)).toThrow(BadCell);
});

test('provider names are mapped by --map, otherwise by convention', () => {
  const has = (name: string) => ['google', 'corp-login', '__proto__'].includes(name);
  const map = new Map([
    ['google_oauth2', 'google'],
    ['ldapmain', ''],
  ]);
  const identities = [
    { provider: 'google_oauth2', uid: 'a' },
    { provider: 'Corp_Login', uid: 'b' },
    { provider: 'ldapmain', uid: 'c' },
  ];
  expect(mapProviderNames(identities, { has, map })).toEqual({
    google: { provider: 'google', uid: 'a' },
    'corp-login': { provider: 'corp-login', uid: 'b' },
  });
  expect(() => mapProviderNames([{ provider: 'github', uid: 'a' }], { has, map })).toThrow(/has no provider "github"/);
  const twice = [identities, identities].flat();
  expect(() => mapProviderNames(twice, { has, map })).toThrow('has two identities at google');
});
