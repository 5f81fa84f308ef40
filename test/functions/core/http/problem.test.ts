import { describe, expect, test } from '@jest/globals';
import { Problem, type ProblemCode, problemStatus } from '../../../../functions/core/errors.ts';
import { problemResponse } from '../../../../functions/core/http/problem.ts';
import { createSite } from '../../../../functions/core/http/site.ts';
import { request } from '../support/requests.ts';
import { providerSettings } from '../support/settings.ts';

const site = createSite('https://login.example.com', { providers: [providerSettings()], appOrigins: [] });
const codes = Object.keys(problemStatus) as ProblemCode[];
const leaky = (code: ProblemCode) =>
  new Problem(code, 'for the log: reason', {
    details: { provider: 'corp', returnTo: '/app', allow: ['GET', 'HEAD'] },
    log: { check: 'for the log: fact' },
    cause: new Error('for the log: cause'),
  });

describe.each(codes)('%s', (code) => {
  test('as a problem document (RFC 9457)', () => {
    const response = problemResponse(leaky(code), request(), site, 'json');
    expect(response.status).toBe(problemStatus[code]);
    expect(response.headers['content-type']).toBe('application/problem+json');
    expect(JSON.parse(response.body)).toEqual({
      type: `urn:postern:problem:${code}`,
      title: expect.stringMatching(/\w/),
      status: problemStatus[code],
      detail: expect.stringMatching(/\w/),
      code,
    });
  });

  test('as a page', () => {
    const response = problemResponse(leaky(code), request(), site, 'html');
    expect(response.status).toBe(problemStatus[code]);
    expect(response.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(response.headers['content-security-policy']).toContain("form-action 'self' https://login.example.com;");
  });

  test('shows nothing of the log’s fields', () => {
    for (const as of ['html', 'json'] as const) {
      const { body, headers } = problemResponse(leaky(code), request(), site, as);
      expect(body + JSON.stringify(headers)).not.toContain('for the log');
    }
  });
});

test('a missing claim is named', () => {
  const problem = new Problem('required_claim_missing', 'reason', { details: { claim: 'email_verified' } });
  const { body } = problemResponse(problem, request(), site, 'json');
  expect(JSON.parse(body)).toMatchObject({ code: 'required_claim_missing', claim: 'email_verified' });
});

test('a person who waits for approval is told since when', () => {
  const requestedAt = '2026-01-09T08:05:59.000Z';
  const problem = new Problem('account_pending_approval', 'reason', { details: { requestedAt } });
  const document = JSON.parse(problemResponse(problem, request(), site, 'json').body);
  expect(document).toMatchObject({ code: 'account_pending_approval', requested_at: requestedAt });
  expect(problemResponse(problem, request(), site, 'html').body).toContain('9 Jan 2026, 08:05 UTC');
});

test('a person who has to sign in again is told with which providers, in the page’s order', () => {
  const reauthentication = [{ provider: 'corp', maxAge: 300 }, { provider: 'gone' }];
  const problem = new Problem('reauthentication_required', 'reason', { details: { reauthentication } });
  expect(JSON.parse(problemResponse(problem, request(), site, 'json').body)).toMatchObject({
    code: 'reauthentication_required',
    sign_in: [
      { provider: 'corp', url: 'https://login.example.com/login/corp?return_to=%2Faccount&max_age=300' },
      { provider: 'gone', url: 'https://login.example.com/login/gone?return_to=%2Faccount' },
    ],
  });
  const { body } = problemResponse(problem, request(), site, 'html');
  const hrefs = Array.from(body.matchAll(/<a class="button[^"]*" href="([^"]*)">([^<]*)/g), ([, ...link]) => link);
  expect(hrefs).toEqual([
    ['/login/corp?return_to=%2Faccount&amp;max_age=300', 'Sign in again with Corporate login'],
    ['/login/gone?return_to=%2Faccount', 'Sign in again with gone'],
    ['/account', 'Go to your account'],
  ]);
});

test('a person whose every identity is too new is told from when on one is not', () => {
  const notBefore = '2026-01-09T08:05:00.000Z';
  const problem = new Problem('reauthentication_required', 'reason', { details: { notBefore } });
  const document = JSON.parse(problemResponse(problem, request(), site, 'json').body);
  expect(document).toMatchObject({ code: 'reauthentication_required', not_before: notBefore });
  expect(document).not.toHaveProperty('sign_in');
  const { body } = problemResponse(problem, request(), site, 'html');
  expect(body).toContain('Sign in again after 9 Jan 2026, 08:05 UTC');
  expect(body).not.toContain('href="/login');
});

test('a banned account has the code of a blocked one, with other words', () => {
  const documentOf = (banned: boolean) => {
    const problem = new Problem('account_blocked', 'reason', { details: { banned } });
    return JSON.parse(problemResponse(problem, request(), site, 'json').body);
  };
  const [blocked, banned] = [documentOf(false), documentOf(true)];
  expect(banned.code).toBe(blocked.code);
  expect(banned.title).not.toBe(blocked.title);
  expect(banned.detail).not.toBe(blocked.detail);
});

test('only temporarily_unavailable has a retry-after header', () => {
  for (const code of codes) {
    const { headers } = problemResponse(leaky(code), request(), site, 'json');
    expect(headers['retry-after']).toBe(code === 'temporarily_unavailable' ? '5' : undefined);
  }
});

test('method_not_allowed lists the allowed methods (RFC 9110 section 15.5.6)', () => {
  expect(problemResponse(leaky('method_not_allowed'), request(), site, 'html').headers['allow']).toBe('GET, HEAD');
  const without = new Problem('method_not_allowed', 'reason');
  expect(problemResponse(without, request(), site, 'json').headers['allow']).toBe('');
});

describe('a person who declined at the provider', () => {
  const pageWhere = (switchedOff: readonly string[]) =>
    problemResponse(leaky('access_denied').with({ switchedOff }), request(), site, 'html').body;

  test('gets the sign-in page with an alert, and return_to is preserved', () => {
    expect(pageWhere(['other'])).toContain('role="alert"');
    expect(pageWhere(['other'])).toContain('data-provider="corp"');
    expect(pageWhere([])).toContain('href="/login/corp?return_to=%2Fapp"');
  });

  test('is not offered a provider that is switched off', () => {
    expect(pageWhere(['corp'])).toContain('role="alert"');
    expect(pageWhere(['corp'])).not.toContain('/login/corp');
  });

  test('gets a link to the sign-in page if the switches are unknown', () => {
    const { body } = problemResponse(leaky('access_denied'), request(), site, 'html');
    expect(body).not.toContain('data-provider');
    expect(body).toContain('href="/login?auto_sign_in=false&amp;return_to=%2Fapp"');
  });
});

test('a page offers to start again at the same provider, and the other ways to sign in', () => {
  const { body } = problemResponse(leaky('login_not_found'), request(), site, 'html');
  expect(body).toContain('href="/login/corp?return_to=%2Fapp"');
  expect(body).toContain('href="/login?auto_sign_in=false&amp;return_to=%2Fapp"');
  expect(body).toContain('request-1');
});

test('a provider that is not configured is not repeated', () => {
  const problem = new Problem('unknown_provider', 'reason', { details: { provider: 'evil' } });
  for (const as of ['html', 'json'] as const) {
    expect(problemResponse(problem, request(), site, as).body).not.toContain('evil');
  }
});
