import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseConfig } from '../../../lib/config/index.ts';
import { deployed, expectRefused, problemsOf, smallest } from './blocks.ts';

const { google, gitlab, microsoft } = smallest;
const block = (keys: object, providers: readonly object[] = [google, gitlab, microsoft]) => ({ providers, ...keys });
const rulesOf = (keys: object) => parseConfig(block(keys), deployed).accounts;
const all = ['google', 'gitlab', 'microsoft'];

describe('a list of providers', () => {
  test.each(['allowSingleSignOn', 'externalProviders', 'autoLinkUser', 'syncProfileFromProvider'] as const)(
    '%s: true means all, false none, a list those',
    (name) => {
      expect(rulesOf({ [name]: true })[name]).toEqual(all);
      expect(rulesOf({ [name]: false })[name]).toEqual([]);
      expect(rulesOf({ [name]: ['gitlab'] })[name]).toEqual(['gitlab']);
      expect(rulesOf({})[name]).toEqual([]);
    },
  );

  test.each(['allowSingleSignOn', 'externalProviders', 'autoLinkUser', 'syncProfileFromProvider'])(
    '%s with a name that is not declared',
    (name) => {
      expectRefused(block({ [name]: ['gitlap'] }), `${name}[0]`, /declared ones are google, gitlab, microsoft/);
      expectRefused(block({ [name]: 'google' }), name, /true, false or a list/);
    },
  );
});

describe('syncProfileAttributes', () => {
  test('are only email by default, those of the list, or all', () => {
    const synced = (keys: object) => rulesOf({ syncProfileFromProvider: ['google'], ...keys }).syncProfileAttributes;
    expect(synced({})).toEqual(['email']);
    expect(synced({ syncProfileAttributes: ['organization', 'job_title'] })).toEqual(['organization', 'job_title']);
    expect(synced({ syncProfileAttributes: true })).toEqual(['name', 'email', 'location', 'organization', 'job_title']);
  });

  test.each<[string, object, RegExp]>([
    ['other than the default, without providers to update from', { syncProfileAttributes: ['name'] }, /has no effect/],
    ['all, without providers to update from', { syncProfileAttributes: true }, /has no effect/],
    ['an empty list', { syncProfileFromProvider: true, syncProfileAttributes: [] }, /updates nothing/],
    ['no list', { syncProfileAttributes: 'name' }, /must be a list/],
  ])('%s', (_, keys, cure) => {
    expectRefused(block(keys), 'syncProfileAttributes', cure);
  });

  test('an unknown attribute is refused', () => {
    const keys = { syncProfileFromProvider: true, syncProfileAttributes: ['name', 'mail'] };
    expectRefused(block(keys), 'syncProfileAttributes[1]', /name, email, location, organization, job_title/);
  });

  test('the default may be written out', () => {
    expect(problemsOf(block({ syncProfileAttributes: ['email'] }))).toEqual([]);
  });
});

describe('a provider whose addresses never count as verified', () => {
  const alone = (keys: object) => block(keys, [microsoft]);

  test.each<[string, object, string]>([
    ['linking by its address', block({ autoLinkUser: ['google', 'microsoft'] }), 'autoLinkUser'],
    ['linking by the address of any provider, if it is the only one', alone({ autoLinkUser: true }), 'autoLinkUser'],
    [
      'updating only the email address from it',
      block({ syncProfileFromProvider: ['microsoft'] }),
      'syncProfileFromProvider',
    ],
    [
      'updating only the email address from any provider, if it is the only one',
      alone({ syncProfileFromProvider: true }),
      'syncProfileFromProvider',
    ],
    [
      'approval by its address',
      block({ allowSingleSignOn: ['microsoft'], autoApprove: ['example.com'] }),
      'autoApprove',
    ],
  ])('%s is refused', (_, keys, path) => {
    expectRefused(keys, path, /^Email addresses from microsoft never count as verified/);
  });

  test.each<[string, object]>([
    ['approval if other providers have verified addresses', { allowSingleSignOn: true, autoApprove: ['example.com'] }],
    ['approval while nobody may sign up', { allowSingleSignOn: false, autoApprove: ['example.com'] }],
    [
      'updating more than the email address',
      { syncProfileFromProvider: ['microsoft'], syncProfileAttributes: ['name', 'email'] },
    ],
  ])('%s is accepted', (_, keys) => {
    expect(problemsOf(block(keys))).toEqual([]);
  });
});

test('autoApprove is refused if every account is approved', () => {
  const keys = { blockAutoCreatedUsers: false, autoApprove: ['example.com'] };
  expectRefused(block(keys), 'autoApprove', /has no effect while blockAutoCreatedUsers is false/);
  expect(problemsOf(block({ ...keys, autoApprove: [] }))).toEqual([]);
});

test('every accepted rule has an effect', () => {
  const names = fc.oneof(fc.boolean(), fc.subarray(all));
  const keys = fc.record(
    {
      allowSingleSignOn: names,
      blockAutoCreatedUsers: fc.boolean(),
      autoApprove: fc.subarray(['example.com', 'example.org']),
      autoLinkUser: names,
      externalProviders: names,
      syncProfileFromProvider: names,
      syncProfileAttributes: fc.subarray(['name', 'email', 'location', 'organization', 'job_title']),
    },
    { requiredKeys: [] },
  );
  const isMicrosoft = (name: string) => name === 'microsoft';
  fc.assert(
    fc.property(keys, (given) => {
      const accepted = problemsOf(block(given)).length === 0;
      fc.pre(accepted);
      const rules = rulesOf(given);
      const { allowSingleSignOn: open, syncProfileFromProvider: followed, syncProfileAttributes: synced } = rules;
      const addressAlone = synced.join() === 'email';
      const inVain = {
        autoApprove: !rules.blockAutoCreatedUsers || (open.length > 0 && open.every(isMicrosoft)),
        autoLinkUser: given.autoLinkUser !== true && rules.autoLinkUser.some(isMicrosoft),
        following: addressAlone && given.syncProfileFromProvider !== true && followed.some(isMicrosoft),
        attributes: followed.length === 0 && !addressAlone,
      };
      expect({ ...inVain, autoApprove: rules.autoApprove.length > 0 && inVain.autoApprove }).toEqual({
        autoApprove: false,
        autoLinkUser: false,
        following: false,
        attributes: false,
      });
      expect(synced).not.toHaveLength(0);
    }),
  );
});
