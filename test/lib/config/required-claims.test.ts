import { describe, expect, test } from '@jest/globals';
import { expectRefused, firstProvider, problemsOf, smallest, withProvider } from './blocks.ts';

const requiredBy = (change: object) => firstProvider(withProvider(change))?.requiredClaims;
const ofType = (type: keyof typeof smallest, change: object) => ({ providers: [{ ...smallest[type], ...change }] });

test('a value, or a list of values', () => {
  const requiredClaims = { 'https://example.com/roles': ['a', 'b'], hd: 'example.com', level: 0, internal: false };
  expect(requiredBy({ requiredClaims })).toEqual({
    ...{ 'https://example.com/roles': ['a', 'b'], hd: ['example.com'], level: [0], internal: [false] },
  });
  expect(requiredBy({})).toEqual({});
});

test('a claim with the name of a property that every object has is a claim like any other', () => {
  const required = requiredBy({ requiredClaims: JSON.parse('{"__proto__":"a","toString":"b"}') });
  expect(Object.entries(required ?? {})).toEqual([
    ['__proto__', ['a']],
    ['toString', ['b']],
  ]);
});

describe('is refused', () => {
  test.each<[string, unknown, string, RegExp]>([
    ['a list', ['hd'], 'requiredClaims', /must be an object/],
    ['an empty name', { '': 'a' }, 'requiredClaims[""]', /printable ASCII/],
    ['a name with a space', { 'a b': 'a' }, 'requiredClaims["a b"]', /printable ASCII/],
    ['an email address', { email: 'a@example.com' }, 'requiredClaims.email', /allowedEmailDomains/],
    ['an empty list', { groups: [] }, 'requiredClaims.groups', /ambiguous/],
    ['an empty value', { hd: '' }, 'requiredClaims.hd', /must be the value/],
    ['null', { hd: null }, 'requiredClaims.hd', /must be the value/],
    ['a fraction', { level: 1.5 }, 'requiredClaims.level', /must be the value/],
    ['an object in a list', { groups: ['a', {}] }, 'requiredClaims.groups[1]', /must be the value/],
  ])('%s', (_, requiredClaims, path, cure) =>
    expectRefused(withProvider({ requiredClaims }), `providers[0].${path}`, cure),
  );
});

describe('args that ask for the people of one organisation require its claim', () => {
  test.each<[keyof typeof smallest, object, object]>([
    ['google', { args: { hd: 'example.com' } }, { hd: ['example.com'] }],
    ['google', { args: { hd: '*' } }, { hd: 'any' }],
    ['google', { args: { hd: '*' }, requiredClaims: { hd: ['a.com', 'b.com'] } }, { hd: ['a.com', 'b.com'] }],
    ['google', { args: { hd: 'a.com' }, requiredClaims: { hd: ['a.com'], x: 1 } }, { hd: ['a.com'], x: [1] }],
    ['google', {}, {}],
    ['openid_connect', { issuer: 'https://accounts.google.com', args: { hd: 'a.com' } }, { hd: ['a.com'] }],
    ['openid_connect', { args: { hd: 'A', organization: 'org_1' } }, {}],
    ['auth0', { args: { organization: 'org_Ab1' } }, { org_id: ['org_Ab1'] }],
    ['auth0', { args: { organization: 'Staff' } }, { org_name: ['staff'] }],
    [
      'auth0',
      { args: { organization: 'Staff' }, requiredClaims: { org_id: 'org_1' } },
      { org_id: ['org_1'], org_name: ['staff'] },
    ],
  ])('%s %j: %j', (type, change, expected) => {
    expect(firstProvider(ofType(type, change))?.requiredClaims).toEqual(expected);
  });

  test.each<[keyof typeof smallest, object, object, string, RegExp]>([
    ['google', { hd: 'a.com' }, { hd: 'b.com' }, 'hd', /args\.hd already requires .* set args\.hd to "\*" for several/],
    ['google', { hd: 'a.com' }, { hd: ['a.com', 'b.com'] }, 'hd', /remove it here/],
    ['auth0', { organization: 'org_1' }, { org_id: 'org_2' }, 'org_id', /remove args\.organization for several/],
  ])('%s %j contradicts %j', (type, args, requiredClaims, claim, cure) => {
    expectRefused(ofType(type, { args, requiredClaims }), `providers[0].requiredClaims.${claim}`, cure);
  });

  test.each(['Example.com', 'a.com,b.com', 'https://a.com', 'a'])('hd that no token can have: %s', (hd) => {
    expectRefused(ofType('google', { args: { hd } }), 'providers[0].args.hd', /one Google Workspace domain/);
  });

  test('hd that is no string is reported once', () => {
    expect(problemsOf(ofType('google', { args: { hd: 1 } }))).toMatchObject([{ path: 'providers[0].args.hd' }]);
  });
});
