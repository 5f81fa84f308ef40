import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Browser } from '../../../support/browser.ts';
import { addSecret, listSecrets, post, revokeSecret, secretsUrl } from './console.ts';
import { clientId, clientSecret, type Fixture, openFixture, tokenError } from './fixture.ts';

/** A client ID with characters that have a meaning in URLs and HTML. */
const oddId = 'a/b?c#d%2F&e=f+g"h<i>j k';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await openFixture();
});
afterEach(() => fixture.close());

async function pageOf(browser: Browser): Promise<string> {
  return (await browser.request(`${fixture.origin}/developer`)).text();
}

async function reached(browser: Browser, answer: Response): Promise<string> {
  expect(answer.status).toBe(303);
  return (await browser.request(new URL(answer.headers.get('location') ?? '', fixture.origin))).text();
}

describe('the developer console, for programs', () => {
  test('lists the clients with the ends of their secrets, and nothing else of the secrets', async () => {
    const { id, secret } = await addSecret(fixture);
    const response = await fetch(`${fixture.origin}/developer`, { headers: { accept: 'application/json' } });
    expect(response.headers.get('cache-control')).toBe('no-store');
    const text = await response.text();
    expect(text).not.toContain(clientSecret.slice(0, -4));
    expect(text).not.toContain(secret.slice(0, -4));
    const added_at = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(JSON.parse(text)).toEqual({
      clients: [
        {
          client_id: clientId,
          name: 'Example App',
          secrets: [
            { id: expect.any(String), added_at, ending: clientSecret.slice(-4), signs: true },
            { id, added_at, ending: secret.slice(-4), signs: false },
          ],
        },
      ],
    });
  });

  test('adds a random secret, or a chosen one within bounds', async () => {
    const made = await post(secretsUrl(fixture));
    expect(made.status).toBe(201);
    expect(made.body).toEqual({ id: expect.any(String), client_secret: expect.stringMatching(/^[\w-]{43}$/) });
    for (const client_secret of ['x'.repeat(16), `!${' '.repeat(1022)}~`]) {
      expect(await post(secretsUrl(fixture), { client_secret })).toMatchObject({
        status: 201,
        body: { client_secret },
      });
    }
    const before = await listSecrets(fixture);
    const refused = ['', 'x'.repeat(15), 'x'.repeat(1025), ` ${'x'.repeat(20)}`, `${'x'.repeat(20)}\n`, 'é'.repeat(20)];
    for (const client_secret of refused) {
      const { status, body } = await post(secretsUrl(fixture), { client_secret });
      expect([status, body.error]).toEqual([400, 'invalid_request']);
      expect(body.error_description).toContain('16 to 1,024 printable characters');
    }
    expect((await post(secretsUrl(fixture), { client_secret: 'x'.repeat(20_000) })).status).toBe(413);
    expect(await listSecrets(fixture)).toEqual(before);
  });

  test('revokes any secret but the last', async () => {
    const { id } = await addSecret(fixture);
    expect(await revokeSecret(fixture, id)).toBe(204);
    expect(await revokeSecret(fixture, id)).toBe(404);
    const [last] = await listSecrets(fixture);
    expect(await post(new URL(`${secretsUrl(fixture)}/${last?.id}/revoke`))).toMatchObject({
      status: 409,
      body: { error: 'last_secret' },
    });
    expect(await tokenError(fixture, clientSecret)).toEqual([400, 'invalid_grant']);
  });

  test('finds clients by percent-encoded IDs with any characters, and no others', async () => {
    await fixture.restart({}, [{ ...fixture.client, clientId: oddId, clientSecret: 'of-the-odd-one' }]);
    const { body } = await post(secretsUrl(fixture, oddId));
    const [first, second] = await listSecrets(fixture, oddId);
    expect(first?.ending).toBe('');
    expect(second?.id).toBe(body.id);
    expect(await tokenError(fixture, String(body.client_secret), oddId)).toEqual([400, 'invalid_grant']);
    expect((await post(new URL(`${secretsUrl(fixture, oddId)}/${first?.id}/revoke`))).status).toBe(204);
    expect(await tokenError(fixture, 'of-the-odd-one', oddId)).toEqual([401, 'invalid_client']);
    expect(await listSecrets(fixture)).toHaveLength(1);
    for (const path of ['nobody/secrets', '%zz/secrets', `__proto__/secrets`, `nobody/secrets/${second?.id}/revoke`]) {
      expect((await post(new URL(`${fixture.origin}/developer/${path}`))).status).toBe(404);
    }
    expect((await post(new URL(`${secretsUrl(fixture)}/${second?.id}/revoke`))).status).toBe(404);
  });
});

describe('the developer console, for people', () => {
  test('is linked from the phone, and says which secret signs', async () => {
    const browser = new Browser();
    expect(await (await browser.request(`${fixture.origin}/phone`)).text()).toContain('href="/developer"');
    await addSecret(fixture, { client_secret: 'a-second-secret-that-signs' });
    const page = await pageOf(browser);
    expect(page).toContain('Example App');
    expect(page).toContain('A new secret signs as soon as the application uses it.');
    expect(page).toMatch(/Ends in igns<\/strong> <br>/);
    expect(page).toMatch(/Ends in ters<\/strong> <span class="tag">signs<\/span>/);
    expect(page.match(/\/revoke"/g)).toHaveLength(2);
    expect(await tokenError(fixture, 'a-second-secret-that-signs')).toEqual([400, 'invalid_grant']);
    const later = await pageOf(browser);
    expect(later).toMatch(/Ends in igns<\/strong> <span class="tag">signs<\/span>/);
    expect(later).toMatch(/Ends in ters<\/strong> <br>/);
  });

  test('shows the value of a new secret once', async () => {
    const browser = new Browser();
    const answer = await browser.request(secretsUrl(fixture), {});
    const [, added] = await listSecrets(fixture);
    const page = await reached(browser, answer);
    const secret = /<code class="secret">([\w-]{43})<\/code>/.exec(page)?.[1] ?? '';
    expect(added?.ending).toBe(secret.slice(-4));
    expect(await tokenError(fixture, secret)).toEqual([400, 'invalid_grant']);
    expect(answer.headers.get('location')).not.toContain(secret);
    expect(await reached(browser, answer)).not.toContain(secret);
    expect(await pageOf(browser)).not.toContain(secret);
  });

  test('never shows a secret again that a program received', async () => {
    const { id, secret } = await addSecret(fixture);
    const page = await (await new Browser().request(`${fixture.origin}/developer?made=${id}`)).text();
    expect(page).not.toContain(secret);
  });

  test('revokes and replaces secrets by its own forms', async () => {
    const browser = new Browser();
    await addSecret(fixture);
    const action = /action="(\/developer\/app\/secrets\/[\w-]+\/revoke)"/.exec(await pageOf(browser))?.[1];
    expect(await reached(browser, await browser.request(`${fixture.origin}${action}`, {}))).toContain('is revoked');
    const page = await pageOf(browser);
    expect(page).not.toContain('/revoke"');
    expect(page).toContain('<input type="hidden" name="replace" value="1">');
    await reached(browser, await browser.request(secretsUrl(fixture), { replace: '1' }));
    expect(await tokenError(fixture, clientSecret)).toEqual([401, 'invalid_client']);
    expect(await listSecrets(fixture)).toHaveLength(1);
  });

  test('shows errors on a page', async () => {
    const browser = new Browser();
    const [last] = await listSecrets(fixture);
    const answer = await browser.request(`${secretsUrl(fixture)}/${last?.id}/revoke`, {});
    expect(answer.status).toBe(409);
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(await answer.text()).toContain('last secret: add another one first');
    expect((await browser.request(`${secretsUrl(fixture)}/none/revoke`, {})).status).toBe(404);
    expect((await browser.request(secretsUrl(fixture, 'nobody'), {})).status).toBe(404);
    expect((await browser.request(secretsUrl(fixture), { client_secret: 'short' })).status).toBe(400);
  });

  test('escapes names and IDs', async () => {
    await fixture.restart({ name: '<i>App</i>' }, [{ ...fixture.client, clientId: oddId }]);
    const page = await pageOf(new Browser());
    expect(page).toContain('&lt;i&gt;App&lt;/i&gt;');
    expect(page).toContain('a/b?c#d%2F&amp;e=f+g&quot;h&lt;i&gt;j k');
    expect(page).toContain(`action="/developer/${encodeURIComponent(oddId)}/secrets"`);
  });
});

test('changes take a POST from the console’s own page', async () => {
  const [first] = await listSecrets(fixture);
  const urls = [secretsUrl(fixture), new URL(`${secretsUrl(fixture)}/${first?.id}/revoke`)];
  for (const url of urls) {
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ]) {
      expect((await post(url, { replace: '1' }, Object.fromEntries(Object.entries(headers)))).status).toBe(403);
    }
    expect((await fetch(url)).status).toBe(404);
  }
  expect(await listSecrets(fixture)).toEqual([first]);
  expect((await post(secretsUrl(fixture), {}, { origin: fixture.origin })).status).toBe(201);
});
