import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Browser } from '../../../support/browser.ts';
import { begin, exchange, type Fixture, finish, openFixture, signIn } from './fixture.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture();
});
afterAll(() => fixture.close());

async function textAt(browser: Browser, url: string | URL): Promise<string> {
  return (await browser.request(url)).text();
}

async function become(phone: Browser, form: Record<string, string>): Promise<Response> {
  return phone.request(`${fixture.origin}/phone/identity`, form);
}

describe('the simulated phone', () => {
  test('lists the requested items with their values, required ones locked', async () => {
    const { ticketUrl } = await begin(fixture, new Browser(), 'aq:name email~rs');
    const page = await textAt(new Browser(), ticketUrl);
    expect(page).toContain('Example App');
    expect(page).toContain('Firefox on Linux');
    expect(page).toMatch(/value="aq:name" checked>.*?\n?.*Alice Smith/);
    expect(page).toMatch(/value="email" checked disabled>/);
    expect(page).not.toContain('http-equiv="refresh"');
  });

  test('decides a ticket once', async () => {
    const { ticketUrl } = await begin(fixture, new Browser(), 'email');
    const phone = new Browser();
    expect((await phone.request(ticketUrl, { decision: 'approve' })).status).toBe(303);
    expect(await textAt(phone, ticketUrl)).toContain('Look at your computer');
    expect((await phone.request(ticketUrl, { decision: 'decline' })).status).toBe(410);
    expect((await new Browser().request(ticketUrl)).status).toBe(410);
    expect((await phone.request(`${fixture.origin}/phone/${'x'.repeat(22)}`)).status).toBe(410);
  });

  test('in the same browser continues the sign-in at once', async () => {
    const computer = new Browser();
    const { interaction, page, ticketUrl } = await begin(fixture, computer, 'email');
    expect(page).toContain(`${ticketUrl.pathname}?here=1`);
    expect(await textAt(computer, `${ticketUrl}?here=1`)).toContain('name="here"');
    const answer = await computer.request(ticketUrl, { decision: 'approve', here: '1' });
    const done = await textAt(computer, new URL(answer.headers.get('location') ?? '', fixture.origin));
    expect(done).toContain(`content="0; url=${interaction.pathname}"`);
    expect((await finish(fixture, computer, interaction)).searchParams.get('code')).toBeTruthy();
  });

  test('can be assigned to another person, whose subject is stable', async () => {
    const phone = new Browser();
    await become(phone, { person: 'bob' });
    expect((await signIn(fixture, { phone })).claims).toMatchObject({ name: 'Bob Jones', email: 'bob@example.org' });
    await become(phone, { person: 'custom', name: 'Eve <b>Adams</b>', email: 'eve@example.com' });
    const eve = await signIn(fixture, { phone });
    expect(eve.claims).toMatchObject({ name: 'Eve <b>Adams</b>', email_verified: false });
    expect(await textAt(phone, `${fixture.origin}/phone`)).toContain('Eve &lt;b&gt;Adams&lt;/b&gt;');
    const other = new Browser();
    await become(other, { person: 'custom', name: 'Eve', email: 'EVE@example.com', email_verified: '1' });
    expect((await signIn(fixture, { phone: other })).claims).toMatchObject({
      sub: eve.claims.sub,
      email_verified: true,
    });
    expect((await become(phone, { person: 'custom', name: ' ' })).status).toBe(400);
    expect((await become(phone, { person: '__proto__' })).status).toBe(400);
  });

  test('warns about missing and unverified items, and allows approval', async () => {
    for (const [person, complaint] of [
      ['carol', 'is not verified'],
      ['dave', 'None on this phone'],
    ] as const) {
      const computer = new Browser();
      const phone = new Browser();
      await become(phone, { person });
      const { interaction, ticketUrl } = await begin(fixture, computer, 'email~rs');
      expect(await textAt(phone, ticketUrl)).toContain(complaint);
      await phone.request(ticketUrl, { decision: 'approve' });
      const { claims } = await exchange(fixture, await finish(fixture, computer, interaction));
      expect(claims['email_verified']).toBe(person === 'carol' ? false : undefined);
    }
  });

  test('refuses cross-site forms, large forms, and forms without a decision', async () => {
    const { ticketUrl } = await begin(fixture, new Browser(), 'email');
    const body = new URLSearchParams({ decision: 'approve' });
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
    ]) {
      expect((await fetch(ticketUrl, { method: 'POST', headers: Object.entries(headers), body })).status).toBe(403);
    }
    const origin = fixture.origin;
    expect((await fetch(ticketUrl, { method: 'POST', headers: { origin }, body: 'decision=maybe' })).status).toBe(400);
    expect((await fetch(ticketUrl, { method: 'POST', body: 'x'.repeat(20_000) })).status).toBe(413);
  });
});

test('the provider’s root redirects to the phone', async () => {
  const phone = new Browser();
  expect((await phone.request(fixture.origin)).headers.get('location')).toBe('/phone');
  expect(await textAt(phone, `${fixture.origin}/phone`)).toContain('Alice Smith');
  const page = await textAt(phone, `${fixture.origin}/phone/identity?ticket=javascript:alert(1)`);
  expect(page).toContain('href="/phone"');
  expect(page).not.toContain('javascript:');
});

test('fifty concurrent sign-ins all succeed', async () => {
  const results = await Promise.all(Array.from({ length: 50 }, () => signIn(fixture)));
  expect(new Set(results.map(({ claims }) => claims['sid'])).size).toBe(50);
  expect(new Set(results.map(({ claims }) => claims.sub)).size).toBe(1);
});

describe('push', () => {
  const scope = 'aq:name email~rs aq:push';

  test('a linked browser’s next sign-in waits on the phone’s home, with the choices remembered', async () => {
    const computer = new Browser();
    const { phone } = await signIn(fixture, { computer, scope, share: ['aq:push'] });
    const next = await begin(fixture, computer, scope);
    expect(next.page).toContain('We sent a notification to your phone');
    const home = await textAt(phone, `${fixture.origin}/phone`);
    expect(home).toContain(`action="${next.ticketUrl.pathname}"`);
    expect(home).not.toContain('name="share" value="aq:name"');
    expect(home).not.toContain('http-equiv="refresh"');
    expect(await textAt(computer, `${next.interaction}?qr=1`)).toContain('Scan this code');
    await phone.request(next.ticketUrl, { decision: 'approve', share: ['aq:push'] });
    const callback = await finish(fixture, computer, next.interaction);
    expect((await exchange(fixture, callback)).claims).toMatchObject({ email: 'alice@example.com' });
    expect(await textAt(phone, `${fixture.origin}/phone`)).toContain('http-equiv="refresh" content="3');
  });

  test('prompt=consent, another browser, or a request without aq:push means a QR code', async () => {
    const computer = new Browser();
    await signIn(fixture, { computer, scope, share: ['aq:push'] });
    expect((await begin(fixture, computer, scope, { prompt: 'login' })).page).toContain('notification');
    expect((await begin(fixture, computer, scope, { prompt: 'consent' })).page).toContain('Scan this code');
    expect((await begin(fixture, computer, 'aq:name')).page).toContain('Scan this code');
    expect((await begin(fixture, new Browser(), scope)).page).toContain('Scan this code');
  });

  test('unticked, it unlinks the browser', async () => {
    const computer = new Browser();
    await signIn(fixture, { computer, scope, share: ['aq:push'] });
    await signIn(fixture, { computer, scope, share: [] });
    expect((await begin(fixture, computer, scope)).page).toContain('Scan this code');
  });
});
