import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decidingSettings } from '../../../lib/config/deciding-settings.ts';
import { parseConfig } from '../../../lib/config/index.ts';
import { parseSettingsTexts, settingsTexts } from '../../../lib/infra/settings-text.ts';
import { deployed } from './blocks.ts';

const corp = { name: 'corp', issuer: 'https://login.example.com', appId: '123' };
const config = parseConfig({ providers: [corp], session: { idleMinutes: 1 } }, deployed);
const shownOrigins = (appOrigins: readonly string[]) =>
  decidingSettings({ ...config, appOrigins }).common.find(({ name }) => name === 'appOrigins')?.text;

test('shows inner settings by their path, and leaves out empty ones', () => {
  const { common, providers } = decidingSettings(config);
  expect(common).toContainEqual({ name: 'session.idleSeconds', text: '60' });
  expect(common.map(({ name }) => name)).not.toContain('appOrigins');
  expect(providers.get('corp')).toContainEqual({ name: 'issuer', text: 'https://login.example.com' });
  expect(providers.get('corp')).toContainEqual({ name: 'clientId', text: '"123"' });
});

test('an inner name cannot pass for another setting', () => {
  const settings = decidingSettings({
    ...config,
    providers: config.providers.map((provider) => ({ ...provider, authorizationParameters: { 'a=b; issuer': 'c' } })),
  });
  expect(settings.providers.get('corp')).toContainEqual({
    name: 'authorizationParameters.a\\u003db\\u003b\\u0020issuer',
    text: 'c',
  });
});

test('a long text ends with its length and its hash', () => {
  const origins = Array.from({ length: 100 }, (_, at) => `https://${at}.example.com`);
  const shown = shownOrigins(origins) ?? '';
  expect(shown).toMatch(/^\[https:\/\/0\.example\.com, https:.* \.\.\. \d+ characters, SHA-256 [0-9a-f]{64}$/);
  expect(shownOrigins([...origins, 'https://other.example'])).not.toBe(shown);
});

const lists = fc.array(fc.oneof(fc.string(), fc.constantFrom('a', 'a, b', 'b', 'true', '"a"', 'a;b', ' a', '[a', '')));

test('a list of one value differs from the value', () => {
  const shown = (required: 'any' | readonly string[]) => {
    const providers = config.providers.map((provider) => ({ ...provider, requiredClaims: { hd: required } }));
    return decidingSettings({ ...config, providers })
      .providers.get('corp')
      ?.at(-1);
  };
  expect(shown('any')).toEqual({ name: 'requiredClaims.hd', text: 'any' });
  expect(shown(['any'])).toEqual({ name: 'requiredClaims.hd', text: '[any]' });
});

test('different lists have different texts', () => {
  fc.assert(
    fc.property(lists, lists, (one, other) => {
      expect(shownOrigins(one) === shownOrigins(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
    }),
  );
});

test('outputs fit the limit of CloudFormation, and are read back as they were', () => {
  const words = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.constant('x'.repeat(700))));
  fc.assert(
    fc.property(lists, words, (appOrigins, authorizationParameters) => {
      const providers = config.providers.map((provider) => ({ ...provider, authorizationParameters }));
      const settings = decidingSettings({ ...config, appOrigins, providers });
      const ofProviders = [...settings.providers].flatMap(([name, each]) => settingsTexts(each, name));
      const texts = [...settingsTexts(settings.common), ...ofProviders];
      expect(texts.filter((text) => text.length > 1024 || !/^[ -~]*$/.test(text))).toEqual([]);
      expect(parseSettingsTexts([...texts, 'https://login.example.com'])).toEqual(settings);
    }),
  );
});
