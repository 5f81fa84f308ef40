import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { Problem } from '../../../../functions/core/errors.ts';
import {
  adapt,
  asProblem,
  type HandlerOptions,
  type HandlerPorts,
  Refusal,
  type UseCase,
} from '../../../../functions/core/http/adapt.ts';
import { json } from '../../../../functions/core/http/response.ts';
import { createSite } from '../../../../functions/core/http/site.ts';
import { httpApiEvent } from '../support/requests.ts';

const site = createSite('https://login.example.com', { providers: [], appOrigins: [] });

/** A handler of a use case, and the lines that it logs. */
function handlerOf(useCase: UseCase<HandlerPorts>, options?: HandlerOptions) {
  const lines: unknown[] = [];
  const ports: HandlerPorts = { site, log: (level, event, fields) => lines.push({ level, event, ...fields }) };
  return { handler: adapt(() => ports, useCase, options), lines };
}

const wantsJson = httpApiEvent({ path: '/x', headers: { accept: 'application/json' } });
const refusing =
  (error: unknown): UseCase<HandlerPorts> =>
  () =>
    Promise.reject(error);

afterEach(() => {
  jest.useRealTimers();
});

describe('a response', () => {
  test('carries the security headers and its cookies', async () => {
    const { handler, lines } = handlerOf(async () => ({ ...json(200, { ok: true }), cookies: ['a=1'] }));
    expect(await handler(wantsJson)).toEqual({
      statusCode: 200,
      headers: {
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        'cross-origin-resource-policy': 'same-origin',
        'strict-transport-security': 'max-age=63072000; includeSubDomains',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'content-type': 'application/json',
      },
      cookies: ['a=1'],
      body: '{"ok":true}',
    });
    expect(lines).toEqual([]);
  });
});

test('headers of the handler are on every response, problems included', async () => {
  const options: HandlerOptions = { headers: ({ path }, { baseUrl }) => ({ vary: path, 'x-base': baseUrl }) };
  for (const useCase of [async () => json(200, {}), refusing(new Problem('no_session', 'reason'))]) {
    const { headers } = await handlerOf(useCase, options).handler(wantsJson);
    expect(headers).toMatchObject({ vary: '/x', 'x-base': site.baseUrl, 'cache-control': 'no-store' });
  }
});

describe('a refusal', () => {
  test('gets its status and code, with the security headers, and is logged once', async () => {
    const problem = new Problem('required_claim_missing', 'the reason', {
      details: { provider: 'corp', claim: 'email' },
      log: { fact: 1 },
      cause: new Error('why'),
    });
    const { handler, lines } = handlerOf(refusing(problem));
    const answer = await handler(wantsJson);
    expect(answer.statusCode).toBe(403);
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'required_claim_missing' });
    expect(lines).toEqual([
      {
        level: 'warn',
        event: 'request_refused',
        code: 'required_claim_missing',
        reason: 'the reason',
        provider: 'corp',
        claim: 'email',
        fact: 1,
        causes: ['Error: why'],
        method: 'GET',
        path: '/x',
        requestId: 'request-1',
        sourceIp: '192.0.2.7',
      },
    ]);
  });

  test('clears the cookies that go with it', async () => {
    const refusal = new Refusal(new Problem('invalid_id_token', 'reason'), ['attempt=; Max-Age=0']);
    const answer = await handlerOf(refusing(refusal)).handler(wantsJson);
    expect(answer).toMatchObject({ statusCode: 502, cookies: ['attempt=; Max-Age=0'] });
  });

  test.each([
    ['no_session', 'info'],
    ['not_found', 'info'],
    ['method_not_allowed', 'info'],
    ['bad_origin', 'warn'],
    ['access_denied', 'warn'],
    ['provider_error', 'error'],
    ['internal_error', 'error'],
    ['temporarily_unavailable', 'error'],
  ] as const)('%s is logged as %s', async (code, level) => {
    const { handler, lines } = handlerOf(refusing(new Problem(code, 'reason')));
    await handler(wantsJson);
    expect(lines).toEqual([expect.objectContaining({ level })]);
  });

  test('is a page for browsers, otherwise in the representation of the path', async () => {
    const { handler } = handlerOf(refusing(new Problem('not_found', 'reason')), {
      fallback: (path) => (path === '/x' ? 'json' : 'html'),
    });
    const typeFor = async (path: string, accept: string) =>
      (await handler(httpApiEvent({ path, headers: { accept } }))).headers['content-type'];
    expect(await typeFor('/x', 'text/html')).toBe('text/html; charset=utf-8');
    expect(await typeFor('/x', '*/*')).toBe('application/problem+json');
    expect(await typeFor('/y', '*/*')).toBe('text/html; charset=utf-8');
  });

  test('of an oversized request does not parse it again', async () => {
    const { handler, lines } = handlerOf(async () => json(200, {}));
    const answer = await handler({ ...wantsJson, rawQueryString: 'x'.repeat(9000), body: 'x'.repeat(70_000) });
    expect(answer.statusCode).toBe(413);
    expect(lines).toHaveLength(1);
  });
});

describe('an unforeseen error', () => {
  test.each([new TypeError('secret inside'), 'a text', undefined])(
    'is a mistake of ours, which nobody is told to wait for: 500, %s',
    async (error) => {
      const { handler, lines } = handlerOf(refusing(error));
      const answer = await handler(wantsJson);
      expect(answer).toMatchObject({ statusCode: 500, headers: { 'cache-control': 'no-store' }, cookies: [] });
      expect(answer.headers).not.toHaveProperty('retry-after');
      expect(JSON.parse(answer.body)).toMatchObject({ code: 'internal_error' });
      expect(answer.body).not.toContain('secret inside');
      expect(lines).toEqual([expect.objectContaining({ level: 'error', reason: 'unforeseen error' })]);
    },
  );

  test('gets a response even if the use case throws synchronously', async () => {
    const { handler } = handlerOf(() => {
      throw new Error('at once');
    });
    expect((await handler(wantsJson)).statusCode).toBe(500);
  });

  test('is logged with its causes', async () => {
    const { handler, lines } = handlerOf(refusing(new TypeError('x is not a function')));
    await handler(wantsJson);
    expect(lines).toEqual([expect.objectContaining({ causes: ['TypeError: x is not a function'] })]);
  });

  test('asProblem returns problems unchanged', () => {
    const problem = new Problem('not_found', 'reason');
    expect(asProblem(problem)).toBe(problem);
  });
});

describe('time', () => {
  test('a use case gets a deadline before the time limit of the response, within ten seconds', async () => {
    const { handler } = handlerOf(async (_request, _ports, deadline) => json(200, { left: deadline.remaining() }));
    const { left } = JSON.parse((await handler(wantsJson)).body);
    expect(left).toBeGreaterThan(5000);
    expect(left).toBeLessThan(9500);
  });

  test('a use case that hangs gets a response within ten seconds', async () => {
    jest.useFakeTimers();
    const { handler, lines } = handlerOf(() => new Promise(() => undefined));
    const answer = handler(wantsJson);
    await jest.advanceTimersByTimeAsync(9_999);
    expect((await answer).statusCode).toBe(503);
    expect(lines).toEqual([expect.objectContaining({ reason: 'the request took too long' })]);
  });

  test('no timer remains', async () => {
    jest.useFakeTimers();
    await handlerOf(async () => json(200, {})).handler(wantsJson);
    await handlerOf(refusing(new Error('x'))).handler(wantsJson);
    expect(jest.getTimerCount()).toBe(0);
  });
});

test('ports are composed once, at the first request, and again if that failed', async () => {
  let attempts = 0;
  const handler = adapt<HandlerPorts>(
    () => {
      attempts += 1;
      if (attempts === 1) throw new Error('not yet');
      return { site, log: () => undefined };
    },
    async () => json(200, {}),
  );
  expect(attempts).toBe(0);
  await expect(handler(wantsJson)).rejects.toThrow('not yet');
  await handler(wantsJson);
  await handler(wantsJson);
  expect(attempts).toBe(2);
});
