import { readFile, stat, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { startProvider } from '../../../../lib/local/authentiq/index.ts';
import { logoutClaims, makeWorld, signIn, userinfo, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});
afterEach(() => world.close());

const endForm = /action="(\/phone\/sites\/[\w-]+\/end)"/;

describe('remote sign-out', () => {
  test('sends a logout token for that sid, ends it here, and says that the site confirmed', async () => {
    const { phone, claims, tokens } = await signIn(world);
    await signIn(world, { phone });
    const home = await (await phone.request(`${world.origin}/phone`)).text();
    expect(home.match(/Example App<\/strong>/g)).toHaveLength(2);
    expect(home).toContain('Sign out everywhere');
    const oldest = [...home.matchAll(new RegExp(endForm, 'g'))].at(-1)?.[1];
    const answer = await phone.request(`${world.origin}${oldest}`, {});
    const after = await (await phone.request(new URL(answer.headers.get('location') ?? '', world.origin))).text();
    expect(after).toContain('The site confirmed it');
    expect(after.match(/Example App<\/strong>/g)).toHaveLength(1);
    expect(world.received).toHaveLength(1);
    const { payload, protectedHeader } = await logoutClaims(world.received[0], world);
    expect(protectedHeader).toMatchObject({ alg: 'HS256', typ: 'logout+jwt' });
    expect(payload).toMatchObject({
      sub: claims.sub,
      sid: claims['sid'],
      events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
    });
    expect(payload.jti).toBeTruthy();
    expect(payload).not.toHaveProperty('nonce');
    expect(await userinfo(world, tokens['access_token'] ?? '')).toMatchObject({ status: 401 });
  });

  test('everywhere, and says when a site does not confirm', async () => {
    const { phone } = await signIn(world);
    await signIn(world, { phone });
    world.backchannel.status = 400;
    const answer = await phone.request(`${world.origin}/phone/sites/end-all`, {});
    const after = await (await phone.request(new URL(answer.headers.get('location') ?? '', world.origin))).text();
    expect(after).toContain('2 of 2 sites did not confirm it');
    expect(after).toContain('Nowhere yet');
    expect(world.received).toHaveLength(2);
  });

  test('one person cannot end another’s sign-in', async () => {
    const { phone } = await signIn(world);
    const home = await (await phone.request(`${world.origin}/phone`)).text();
    const path = endForm.exec(home)?.[1];
    await phone.request(`${world.origin}/phone/identity`, { person: 'bob' });
    await phone.request(`${world.origin}${path}`, {});
    expect(world.received).toHaveLength(0);
  });
});

describe('sign-out that the relying party began', () => {
  test('asks on a plain page, ends the sign-in, tells the back channel, and returns', async () => {
    // In the test runner's realm oidc-provider misses undici's dispatcher, and says so; under plain Node it does not.
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const { computer, phone, idToken, claims } = await signIn(world);
    const url = new URL('/end-session', world.origin);
    const back = 'http://localhost:9/signed-out';
    url.search = new URLSearchParams({ id_token_hint: idToken, post_logout_redirect_uri: back, state: 's' }).toString();
    const response = await computer.request(url);
    const page = await response.text();
    expect(page).toContain('Sign out of Example App?');
    expect(response.headers.get('content-security-policy')).toContain("form-action 'self' http://localhost:9");
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
    const done = await computer.request(`${world.origin}/end-session/confirm`, { xsrf, logout: 'yes' });
    expect(done.headers.get('location')).toBe(`${back}?state=s`);
    expect((await logoutClaims(world.received[0], world)).payload['sid']).toBe(claims['sid']);
    expect(await (await phone.request(`${world.origin}/phone`)).text()).toContain('Nowhere yet');
    warn.mockRestore();
  });
});

describe('the data file', () => {
  test('keeps sites, phones and keys over a restart, for its owner alone', async () => {
    const keys = async () => (await fetch(`${world.origin}/public-keys`)).text();
    const { phone, computer, claims } = await signIn(world, { scope: 'aq:push email~r', share: ['aq:push'] });
    const before = await keys();
    expect(before).not.toContain('"d"');
    await world.restart();
    expect(await keys()).toBe(before);
    expect((await stat(world.options.dataFile)).mode & 0o777).toBe(0o600);
    const home = await (await phone.request(`${world.origin}/phone`)).text();
    await phone.request(`${world.origin}${endForm.exec(home)?.[1]}`, {});
    expect((await logoutClaims(world.received[0], world)).payload['sid']).toBe(claims['sid']);
    expect((await signIn(world, { phone, computer })).claims.sub).toBe(claims.sub);
  });

  test('that is none is refused with the cure, and left alone', async () => {
    const dataFile = `${world.options.dataFile}.other`;
    for (const contents of ['{"Phone":', '[1]']) {
      await writeFile(dataFile, contents);
      await expect(startProvider({ ...world.options, dataFile })).rejects.toThrow('Delete it to start afresh.');
      expect(await readFile(dataFile, 'utf8')).toBe(contents);
    }
  });
});

test('a taken port rejects with the node error', async () => {
  const options = { ...world.options, dataFile: `${world.options.dataFile}.second` };
  await expect(startProvider(options)).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
