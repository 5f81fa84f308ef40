import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Browser } from '../support/browser.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import { asJson, signIn } from '../support/login.ts';
import { expectProblem } from '../support/refusal.ts';
import { returnToPayloads } from './return-to-payloads.ts';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment({
    providers: [{ name: 'op' }],
    config: { appOrigins: ['https://app.example.com', 'https://other.example:8443'] },
  });
});
afterAll(() => deployment.close());

const refused = { status: 400, code: 'return_to_not_allowed' };

describe('return_to that is not allowed', () => {
  test('not one of the payloads is let in, and the provider is not involved', async () => {
    const payloads = returnToPayloads(deployment.baseUrl);
    expect(new Set(payloads).size).toBeGreaterThan(200);
    const calls = deployment.provider('op').calls('discovery');
    const letIn: string[] = [];
    for (const payload of payloads) {
      for (const path of ['/login/op', '/login']) {
        const url = `${deployment.baseUrl}${path}?return_to=${encodeURIComponent(payload.toWellFormed())}`;
        const response = await fetch(url, { redirect: 'manual', headers: asJson });
        const { code } = Object(await response.json().catch(() => ({})));
        if (response.status !== 400 || code !== refused.code) letIn.push(`${path} ${JSON.stringify(payload)}`);
        if (response.headers.has('location') || response.headers.has('set-cookie')) letIn.push(`Location: ${payload}`);
      }
    }
    expect(letIn).toEqual([]);
    expect(deployment.provider('op').calls('discovery')).toBe(calls);
  });

  test('as sent, octet by octet, without the encoding of a well-behaved client', async () => {
    for (const query of [
      '//evil.example',
      '/%09/evil.example',
      '%2f%2fevil.example',
      '/\\evil.example',
      '/+/evil.example',
    ]) {
      const response = await fetch(`${deployment.baseUrl}/login/op?return_to=${query}`, {
        redirect: 'manual',
        headers: asJson,
      });
      await expectProblem(response, refused);
    }
  });

  test('twice', async () => {
    const response = await fetch(`${deployment.baseUrl}/login/op?return_to=/a&return_to=/a`, {
      redirect: 'manual',
      headers: asJson,
    });
    await expectProblem(response, refused);
  });

  test('the page neither shows nor links it', async () => {
    const response = await new Browser().request(`${deployment.baseUrl}/login/op?return_to=//evil.example`);
    expect(response.status).toBe(400);
    expect(await response.text()).not.toContain('evil.example');
  });
});

test.each([
  '/',
  '/dashboard',
  '/dashboard/',
  '/a/b?c=d&e=%20f#g',
  "/~user/(x)!$&'*+,;=:@",
  '/path?next=//evil.example',
  '/path#//evil.example',
  '/%C3%A9t%C3%A9',
  'https://app.example.com',
  'https://app.example.com/',
  'https://app.example.com/x?y#z',
  'https://app.example.com?y',
  'https://other.example:8443/x',
])('%s is allowed, and reached unchanged after the login', async (returnTo) => {
  const response = await signIn(deployment.baseUrl, new Browser(), 'op', { return_to: returnTo });
  expect([response.status, response.headers.get('location')]).toEqual([303, returnTo]);
});
