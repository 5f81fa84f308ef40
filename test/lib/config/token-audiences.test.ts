import { expect, test } from '@jest/globals';
import { parseConfig } from '../../../lib/config/index.ts';
import { deployed, expectRefused } from './blocks.ts';

const [app, api] = ['https://app.example.com', 'https://api.example.com'];
const block = { providers: [{ name: 'corp', issuer: 'https://login.example.com', appId: 'a' }], appOrigins: [app] };

test('an app in appOrigins may have audiences that are not in appOrigins', () => {
  expect(parseConfig(block, deployed).tokenAudiences).toEqual({});
  const tokenAudiences = { [app]: [api] };
  expect(parseConfig({ ...block, tokenAudiences }, deployed).tokenAudiences).toEqual(tokenAudiences);
});

test.each<[unknown, string, RegExp]>([
  [{ [api]: [app] }, 'tokenAudiences["https://api.example.com"]', /appOrigins/],
  [{ [`${app}/`]: [api] }, 'tokenAudiences["https://app.example.com/"]', /appOrigins/],
  [{ [app]: [`${api}/`] }, 'tokenAudiences["https://app.example.com"][0]', /exact https origin/],
  [{ [app]: ['http://api.example.com'] }, 'tokenAudiences["https://app.example.com"][0]', /exact https origin/],
  [{ [app]: ['*'] }, 'tokenAudiences["https://app.example.com"][0]', /exact https origin/],
  [{ [app]: api }, 'tokenAudiences["https://app.example.com"]', /list/],
  [[api], 'tokenAudiences', /object/],
])('%j is refused', (tokenAudiences, path, cure) => expectRefused({ ...block, tokenAudiences }, path, cure));
