import { expect, test } from '@jest/globals';
import { noteLines, translateRuby } from './support.ts';

const providers = `providers = [
  { name: 'corp_a', app_id: 'a', args: { name: 'corp_a', strategy_class: 'OmniAuth::Strategies::OpenIDConnect', issuer: 'https://a.example.com' } },
  { name: 'google_oauth2', app_id: 'g' },
  { name: 'azure_oauth2', app_id: 'm', args: { tenant_id: '33333333-aaaa-4bbb-8ccc-444444444444' } },
  { name: 'github', app_id: 'h' }
]`;
const none = { toFillIn: [], map: [['github', '']] };
const omitted = /no counterpart, so it is omitted/;

test.each<readonly [string, Readonly<Record<string, unknown>>, readonly RegExp[]]>([
  ['enabled = true', { enabled: true }, []],
  ['enabled = "false"', { enabled: false }, []],
  ['enabled = nil', {}, []],
  ['enabled = 7', {}, [/true or false/]],
  ['allow_single_sign_on = false', { allowSingleSignOn: false }, []],
  ['allow_single_sign_on = true', { allowSingleSignOn: true }, []],
  ["allow_single_sign_on = ['corp_a', 'google_oauth2']", { allowSingleSignOn: ['corp-a', 'google-oauth2'] }, []],
  ["allow_single_sign_on = 'corp_a'", { allowSingleSignOn: ['corp-a'] }, []],
  ["allow_single_sign_on = ['github', :corp_a]", { allowSingleSignOn: ['corp-a'] }, [omitted]],
  ["allow_single_sign_on = ['twitter']", { allowSingleSignOn: [] }, [/does not declare/]],
  ["allow_single_sign_on = ENV['X']", {}, [/Only Ruby/]],
  ["allow_single_sign_on = ['corp_a', ENV['X']]", { allowSingleSignOn: ['corp-a'] }, [/Only Ruby/]],
  ['auto_link_user = false', { autoLinkUser: false }, []],
  ['auto_link_user = []', { autoLinkUser: [] }, []],
  ['auto_link_user = true', { autoLinkUser: true }, [/verified/]],
  ["auto_link_user = ['corp_a']", { autoLinkUser: ['corp-a'] }, [/verified/]],
  ["auto_link_user = ['azure_oauth2', 'corp_a']", { autoLinkUser: ['corp-a'] }, [/verified/, /Microsoft/]],
  ['block_auto_created_users = true', { blockAutoCreatedUsers: true }, []],
  ['block_auto_created_users = false', { blockAutoCreatedUsers: false }, []],
  ["external_providers = ['google_oauth2']", { externalProviders: ['google-oauth2'] }, []],
  ['external_providers = []', { externalProviders: [] }, []],
  ['sync_profile_from_provider = false', { syncProfileFromProvider: false }, []],
  ["sync_profile_from_provider = ['corp_a']", { syncProfileFromProvider: ['corp-a'] }, [/verified/]],
  ["sync_profile_from_provider = ['azure_oauth2']", { syncProfileFromProvider: [] }, [/verified/, /Microsoft/]],
  ["sync_profile_attributes = ['name']", {}, []],
  ["auto_sign_in_with_provider = 'google_oauth2'", { autoSignInWithProvider: 'google-oauth2' }, []],
  ["auto_sign_in_with_provider = 'github'", {}, [omitted]],
  ['auto_sign_in_with_provider = false', {}, []],
  ['allow_bypass_two_factor = false', {}, []],
  ['allow_bypass_two_factor = []', {}, []],
  ['allow_bypass_two_factor = true', {}, [/second factor/]],
  ["allow_bypass_two_factor = ['corp_a']", {}, [/second factor/]],
  ['auto_link_ldap_user = false', {}, []],
  ['auto_link_ldap_user = true', {}, [/LDAP/]],
  ['auto_link_saml_user = true', {}, [/SAML/]],
  ['saml_message_max_byte_size = 250000', {}, [/no counterpart/]],
])('%s', (line, block, reasons) => {
  const { postern, notes, ...rest } = translateRuby(line, providers);
  const { providers: _, ...rules } = postern;
  expect(rules).toEqual(block);
  expect(rest).toMatchObject(none);
  const own = noteLines(notes).filter((note) => note.startsWith('1 '));
  expect(own).toEqual(reasons.map((reason) => expect.stringMatching(reason)));
});

test.each([
  ["['name', 'email', 'groups']", ['name', 'email'], [/verified/, /not synchronised/]],
  ['true', ['name', 'email', 'location', 'organization', 'job_title'], [/verified/]],
  ["['job_title']", ['job_title'], []],
])('attributes %s that are synchronised from a provider', (attributes, synced, reasons) => {
  const lines = [`sync_profile_attributes = ${attributes}`, "sync_profile_from_provider = ['azure_oauth2']", providers];
  const { postern, notes, toFillIn } = translateRuby(...lines);
  expect(postern).toMatchObject({
    syncProfileFromProvider: ['azure-oauth2'],
    syncProfileAttributes: synced,
  });
  expect(toFillIn).toEqual([]);
  const own = notes.filter(({ line = 0 }) => line < 3).map(({ reason }) => reason);
  expect(own.toSorted()).toEqual(reasons.map((reason) => expect.stringMatching(reason)).toSorted());
});
