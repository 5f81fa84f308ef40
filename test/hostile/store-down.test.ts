import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { enter } from '../support/accounts.ts';
import type { Browser } from '../support/browser.ts';
import {
  expectUnavailable,
  type FaultyDeployment,
  startFaultyDeployment,
  tableCallsDuring,
} from '../support/faulty-deployment.ts';
import { asJson, getSession, sessionCookie } from '../support/login.ts';
import { expectProblem } from '../support/refusal.ts';

let deployment: FaultyDeployment;
let browser: Browser;
let sessionId: string;
beforeAll(async () => {
  deployment = await startFaultyDeployment({ providers: [{ name: 'op' }, { name: 'second' }] });
  ({ browser, sessionId } = await enter(deployment, 'op', 'alice'));
});
afterAll(() => deployment.close());

/** What only somebody who is signed in gets. */
const needsSession = [
  'GET /session',
  'POST /session/token',
  'GET /sessions',
  'DELETE /sessions',
  'POST /sessions',
  'DELETE /sessions/{id}',
  'POST /sessions/{id}',
  'GET /account',
  'POST /account/providers/second',
  'DELETE /account/providers/second',
] as const;

/** Sends it with this Cookie header, as a page of ours would. */
function send(route: string, cookie: string): Promise<Response> {
  const [method = '', path = ''] = route.split(' ');
  const form = path.startsWith('/sessions') ? { _method: 'DELETE' } : { a: 'b' };
  return fetch(deployment.baseUrl + path.replace('{id}', sessionId), {
    method,
    redirect: 'manual',
    headers: { ...asJson, cookie, origin: deployment.baseUrl },
    ...(method === 'POST' && { body: new URLSearchParams(form) }),
  });
}

const good = () => `postern-session=${sessionCookie(browser)}`;

describe('a table that does not answer', () => {
  test.each([...needsSession, 'POST /logout', 'GET /login/op', 'GET /login'])(
    '%s: 503, never “nobody”, and the cookie stays',
    async (route) => {
      deployment.dynamodb.fault(() => 'fail');
      const response = await send(route, good());
      deployment.dynamodb.heal();
      expect(response.headers.getSetCookie()).toEqual([]);
      await expectUnavailable(Promise.resolve(response));
      expect((await getSession(deployment.baseUrl, browser)).status).toBe(200);
    },
  );

  test('is not asked for what needs none of it', async () => {
    deployment.dynamodb.fault(() => 'fail');
    const statuses = [];
    for (const route of ['GET /', 'GET /health', 'GET /.well-known/jwks.json', 'GET /none']) {
      statuses.push((await send(route, good())).status);
    }
    deployment.dynamodb.heal();
    expect(statuses).toEqual([302, 200, 200, 404]);
  });
});

describe('a session cookie that nobody was given', () => {
  const value = () => String(sessionCookie(browser));

  test.each<[string, () => string]>([
    ['none', () => ''],
    ['empty', () => 'postern-session='],
    ['twice the same', () => `${good()}; ${good()}`],
    ['twice, the first one junk', () => `postern-session=x; ${good()}`],
    ['twice, the second one empty', () => `${good()};postern-session=`],
    ['too short', () => good().slice(0, -1)],
    ['too long', () => `${good()}A`],
    ['padded', () => `${good()}=`],
    ['quoted', () => `postern-session="${value()}"`],
    ['of the other base64', () => `${good().slice(0, -2)}+/`],
    ['in capitals', () => good().replace('postern', 'POSTERN')],
    ['with a space before the sign', () => good().replace('=', ' =')],
    ['with a space after the sign', () => `${good().replace('=', '= ')}`],
    ['after a no-break space', () => `\u00a0${good()}`],
    ['followed by a no-break space', () => `${good()}\u00a0`],
    ['after a comma', () => `a=b, ${good()}`],
    ['of another name', () => good().replace('postern-session', 'session')],
    ['four thousand characters', () => `postern-session=${'A'.repeat(4000)}`],
  ])('%s: 401 without a look at the table, cookies left alone', async (_, header) => {
    for (const route of needsSession) {
      let response = new Response();
      const seen = await tableCallsDuring(deployment, async () => {
        response = await send(route, header());
      });
      expect([route, seen, response.headers.getSetCookie()]).toEqual([route, [], []]);
      await expectProblem(response, { status: 401, code: 'no_session' });
    }
  });

  test('beside it, spaces and tabs around a pair mean nothing', async () => {
    for (const header of [` \t${good()}\t `, `a=b;${good()};c`, `a="b;c";\t${good()}`, `=x; ;${good()};;`]) {
      expect((await send('GET /session', header)).status).toBe(200);
    }
  });
});
