import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findFreePort } from '../../lib/local/listening-ports.ts';
import { enter } from '../support/accounts.ts';
import { spawnNode } from '../support/child-process.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import { sessionCookie } from '../support/login.ts';

const page = readFileSync(new URL('../../docs/integrating.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/```js\n([\s\S]*?)```/g)].map(([, code = '']) => code);
const [app = ''] = blocks.filter((code) => code.startsWith('// app.mjs'));
const [stepUp = ''] = blocks.filter((code) => code.includes('function stepUp('));
/** The app with step-up, as the page describes it: its server is replaced. */
const shop = app.slice(0, app.indexOf('createServer(async')) + stepUp;

let deployment: Deployment;
let folder: string;
const origins = { app: '', shop: '' };
beforeAll(async () => {
  [origins.app, origins.shop] = [await freeOrigin(), await freeOrigin()];
  deployment = await startDeployment({
    providers: [{ name: 'op' }],
    config: { appOrigins: [origins.app, origins.shop] },
  });
  deployment.provider('op').misbehave({
    claims: (claims) => ({ ...claims, auth_time: Math.floor(Date.now() / 1000) }),
  });
  folder = mkdtempSync(join(tmpdir(), 'postern-sample-'));
  await Promise.all([start('app', app), start('shop', shop)]);
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await deployment.close();
});

/** A URL whose port stays reserved until the app listens. */
async function freeOrigin(): Promise<string> {
  return `http://localhost:${await findFreePort(['127.0.0.1'])}`;
}

async function start(name: 'app' | 'shop', code: string): Promise<void> {
  const file = join(folder, `${name}.mjs`);
  const port = new URL(origins[name]).port;
  const local = code
    .replace('http://localhost:3000', deployment.baseUrl)
    .replace('http://localhost:5000', origins[name])
    .replace("'authentiq'", "'op'")
    .replace('.listen(5000)', `.listen(${port}, () => console.log('listening'))`);
  writeFileSync(file, local);
  const child = spawnNode([file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(`the sample ${name} ended`)));
  ended.catch(() => undefined);
  if (child.stdout !== null) await Promise.race([once(child.stdout, 'data'), ended]);
}

function ask(url: string, cookie: string, init: RequestInit = {}): Promise<Response> {
  return fetch(url, { redirect: 'manual', ...init, headers: { cookie, ...init.headers } });
}

const cookieOf = async (sub: string) => {
  const { browser } = await enter(deployment, 'op', sub);
  return `postern-session=${sessionCookie(browser)}`;
};

test('two session cookies count as none, as at Postern itself, whichever is first', async () => {
  const [mallory, victor] = [await cookieOf('mallory'), await cookieOf('victor')];
  for (const cookie of [mallory, `theme=dark; ${victor}`, `${victor};lang=nl`]) {
    expect(await (await ask(origins.app, cookie)).text()).toMatch(/^Hello, /);
  }
  for (const cookie of [`${mallory}; ${victor}`, `${victor}; ${mallory}`, `${mallory};${victor}`, 'theme=dark']) {
    expect((await ask(`${deployment.baseUrl}/session`, cookie)).status).toBe(401);
    const { status, headers } = await ask(origins.app, cookie);
    expect(status).toBe(302);
    expect(headers.get('location')).toContain(`${deployment.baseUrl}/login?return_to=`);
  }
});

describe('the step-up', () => {
  let cookie: string;
  beforeAll(async () => {
    cookie = await cookieOf('payer');
  });
  const pay = (origin?: string) =>
    ask(`${origins.shop}/pay`, cookie, { method: 'POST', headers: origin === undefined ? {} : { origin } });

  test('pays by a POST of its own page', async () => {
    const shown = await ask(`${origins.shop}/pay`, cookie);
    expect(shown.status).toBe(200);
    expect(await shown.text()).toContain('<form method="post">');
    expect(await (await pay(origins.shop)).text()).toMatch(/^Paid by /);
  });

  test.each([undefined, 'null', 'https://evil.example'])('pays nothing for Origin %s', async (origin) => {
    const answer = await pay(origin);
    expect(answer.status).toBe(403);
    expect(await answer.text()).not.toContain('Paid by');
  });

  test('pays nothing by GET, nor for another user, nor for two cookies', async () => {
    expect(await (await ask(`${origins.shop}/pay`, cookie)).text()).not.toContain('Paid by');
    const headers = { origin: origins.shop };
    const other = await ask(`${origins.shop}/pay?for=usr_other`, cookie, { method: 'POST', headers });
    expect(other.status).toBe(409);
    const both = `${cookie}; ${await cookieOf('mallory')}`;
    const two = await ask(`${origins.shop}/pay`, both, { method: 'POST', headers });
    expect(two.headers.get('location')).toContain(`${deployment.baseUrl}/login/op?max_age=`);
  });
});
