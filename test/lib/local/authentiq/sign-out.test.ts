import { readFile, stat, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { startProvider } from '../../../../lib/local/authentiq/index.ts';
import { type Fixture, logoutClaims, openFixture, signIn, userinfo } from './fixture.ts';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await openFixture();
});
afterEach(() => fixture.close());

const endForm = /action="(\/phone\/sites\/[\w-]+\/end)"/;

describe('remote sign-out', () => {
  test('sends a logout token for the sid, ends the session, and shows that the site confirmed', async () => {
    const { phone, claims, tokens } = await signIn(fixture);
    await signIn(fixture, { phone });
    const home = await (await phone.request(`${fixture.origin}/phone`)).text();
    expect(home.match(/Example App<\/strong>/g)).toHaveLength(2);
    expect(home).toContain('Sign out everywhere');
    const oldest = [...home.matchAll(new RegExp(endForm, 'g'))].at(-1)?.[1];
    const answer = await phone.request(`${fixture.origin}${oldest}`, {});
    const after = await (await phone.request(new URL(answer.headers.get('location') ?? '', fixture.origin))).text();
    expect(after).toContain('The site confirmed it');
    expect(after.match(/Example App<\/strong>/g)).toHaveLength(1);
    expect(fixture.received).toHaveLength(1);
    const { payload, protectedHeader } = await logoutClaims(fixture.received[0], fixture);
    expect(protectedHeader).toMatchObject({ alg: 'HS256', typ: 'logout+jwt' });
    expect(payload).toMatchObject({
      sub: claims.sub,
      sid: claims['sid'],
      events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
    });
    expect(payload.jti).toBeTruthy();
    expect(payload).not.toHaveProperty('nonce');
    expect(await userinfo(fixture, tokens['access_token'] ?? '')).toMatchObject({ status: 401 });
  });

  test('of all sites, and shows if a site does not confirm', async () => {
    const { phone } = await signIn(fixture);
    await signIn(fixture, { phone });
    fixture.backchannel.status = 400;
    const answer = await phone.request(`${fixture.origin}/phone/sites/end-all`, {});
    const after = await (await phone.request(new URL(answer.headers.get('location') ?? '', fixture.origin))).text();
    expect(after).toContain('2 of 2 sites did not confirm it');
    expect(after).toContain('Nowhere yet');
    expect(fixture.received).toHaveLength(2);
  });

  test('one person cannot end another’s sign-in', async () => {
    const { phone } = await signIn(fixture);
    const home = await (await phone.request(`${fixture.origin}/phone`)).text();
    const path = endForm.exec(home)?.[1];
    await phone.request(`${fixture.origin}/phone/identity`, { person: 'bob' });
    await phone.request(`${fixture.origin}${path}`, {});
    expect(fixture.received).toHaveLength(0);
  });
});

describe('RP-initiated logout', () => {
  test('asks for confirmation, ends the session, sends the logout token, and redirects', async () => {
    // In the test runner's realm oidc-provider misses undici's dispatcher, and says so; under plain Node it does not.
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const { computer, phone, idToken, claims } = await signIn(fixture);
    const url = new URL('/end-session', fixture.origin);
    const back = 'http://localhost:9/signed-out';
    url.search = new URLSearchParams({ id_token_hint: idToken, post_logout_redirect_uri: back, state: 's' }).toString();
    const response = await computer.request(url);
    const page = await response.text();
    expect(page).toContain('Sign out of Example App?');
    expect(response.headers.get('content-security-policy')).toContain("form-action 'self' http://localhost:9");
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
    const done = await computer.request(`${fixture.origin}/end-session/confirm`, { xsrf, logout: 'yes' });
    expect(done.headers.get('location')).toBe(`${back}?state=s`);
    expect((await logoutClaims(fixture.received[0], fixture)).payload['sid']).toBe(claims['sid']);
    expect(await (await phone.request(`${fixture.origin}/phone`)).text()).toContain('Nowhere yet');
    warn.mockRestore();
  });
});

describe('the data file', () => {
  test('preserves sites, phones and keys over a restart, and only its owner can read it', async () => {
    const keys = async () => (await fetch(`${fixture.origin}/public-keys`)).text();
    const { phone, computer, claims } = await signIn(fixture, { scope: 'aq:push email~r', share: ['aq:push'] });
    const before = await keys();
    expect(before).not.toContain('"d"');
    await fixture.restart();
    expect(await keys()).toBe(before);
    expect((await stat(fixture.options.dataFile)).mode & 0o777).toBe(0o600);
    const home = await (await phone.request(`${fixture.origin}/phone`)).text();
    await phone.request(`${fixture.origin}${endForm.exec(home)?.[1]}`, {});
    expect((await logoutClaims(fixture.received[0], fixture)).payload['sid']).toBe(claims['sid']);
    expect((await signIn(fixture, { phone, computer })).claims.sub).toBe(claims.sub);
  });

  test('that is damaged is refused with a remedy, and not changed', async () => {
    const dataFile = `${fixture.options.dataFile}.other`;
    for (const contents of ['{"Phone":', '[1]']) {
      await writeFile(dataFile, contents);
      await expect(startProvider({ ...fixture.options, dataFile })).rejects.toThrow('delete it to start afresh.');
      expect(await readFile(dataFile, 'utf8')).toBe(contents);
    }
  });
});

test('a port in use rejects with the node error', async () => {
  const options = { ...fixture.options, dataFile: `${fixture.options.dataFile}.second` };
  await expect(startProvider(options)).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
