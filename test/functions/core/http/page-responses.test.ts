import { expect, test } from '@jest/globals';
import { framedResponse, providerOrigins, signInResponse } from '../../../../functions/core/http/page-responses.ts';
import { createSite } from '../../../../functions/core/http/site.ts';
import { providerSettings } from '../support/settings.ts';

const icon = 'data:image/svg+xml,x';
const providers = [
  providerSettings({
    name: 'authentiq',
    type: 'authentiq',
    label: 'Authentiq',
    issuer: 'https://connect.authentiq.io/',
  }),
  providerSettings({ icon }),
];
const site = createSite('https://login.example.com', { providers, appOrigins: [] });

test('the sign-in page has one link per provider, in order, with return_to', () => {
  const { status, body } = signInResponse(200, site, '/app?a=b');
  expect(status).toBe(200);
  const links = [...body.matchAll(/href="(\/login\/[^"]+)"/g)].map(([, href]) => href);
  expect(links).toEqual(['/login/authentiq?return_to=%2Fapp%3Fa%3Db', '/login/corp?return_to=%2Fapp%3Fa%3Db']);
  expect(body).toContain(icon);
  expect(body).not.toMatch(/role="(?:alert|status)"/);
});

test('a notice is shown, and the status is as given', () => {
  const { status, body } = signInResponse(403, site, undefined, {
    tone: 'alert',
    title: 'Declined',
    text: 'Try again.',
  });
  expect(status).toBe(403);
  expect(body).toContain('Declined');
  expect(body).toContain('href="/login/corp"');
});

test('form targets are the origins of the issuers', () =>
  expect(providerOrigins(site)).toEqual(['https://connect.authentiq.io', 'https://login.example.com']));

test('a page may be framed by the origins of the URLs, whatever path they have', () => {
  const response = framedResponse({ html: '<p>x' }, [
    'https://op.example/realm/',
    'https://op.example:8443/logout?a=b',
  ]);
  expect(response).toMatchObject({ status: 200, cookies: [], body: '<p>x' });
  expect(response.headers['content-security-policy']).toMatch(
    /; frame-ancestors https:\/\/op\.example https:\/\/op\.example:8443$/,
  );
});
