import { expect, test } from '@jest/globals';
import {
  createSite,
  findProvider,
  loginPath,
  postLogoutRedirectUri,
  redirectUri,
  signInPath,
} from '../../../../functions/core/http/site.ts';
import { providerSettings } from '../support/settings.ts';

const settings = { providers: [providerSettings()], appOrigins: ['https://app.example.com'] };
const site = createSite('https://login.example.com', settings);

test('cookies are secure under https, and have the configured domain', () => {
  expect(site.cookies).toEqual({ secure: true });
  expect(createSite('http://localhost:3000', settings).cookies).toEqual({ secure: false });
  expect(createSite('https://login.example.com', { ...settings, cookieDomain: 'example.com' }).cookies).toEqual({
    secure: true,
    domain: 'example.com',
  });
});

test('URLs given to providers come from the configured base URL', () => {
  expect(redirectUri(site, 'corp')).toBe('https://login.example.com/callback/corp');
  expect(postLogoutRedirectUri(site)).toBe('https://login.example.com/login?signed_out=true');
});

test('a provider is found by its exact name', () => {
  expect(findProvider(site, 'corp')).toBe(settings.providers[0]);
  for (const name of ['Corp', 'corp ', '', 'constructor', '__proto__', undefined]) {
    expect(findProvider(site, name)).toBeUndefined();
  }
});

test('paths preserve return_to', () => {
  expect(loginPath('corp')).toBe('/login/corp');
  expect(loginPath('corp', '/a?b=c&d')).toBe('/login/corp?return_to=%2Fa%3Fb%3Dc%26d');
  expect(signInPath()).toBe('/login?auto_sign_in=false');
  expect(signInPath('/a?b=c&d')).toBe('/login?auto_sign_in=false&return_to=%2Fa%3Fb%3Dc%26d');
});
