import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Browser, type Form } from '../support/browser.ts';
import { type FaultyDeployment, startFaultyDeployment, tableCallsDuring } from '../support/faulty-deployment.ts';
import { type Answer, asJson, attemptCookies, reachAnswer, signIn } from '../support/login.ts';
import { type ExpectedProblem, expectProblem } from '../support/refusal.ts';

let deployment: FaultyDeployment;
beforeAll(async () => {
  const posting = { name: 'posting', config: { responseMode: 'form_post' } };
  deployment = await startFaultyDeployment({ providers: [{ name: 'one' }, { name: 'two' }, posting] });
});
afterAll(() => deployment.close());

const invalid = { status: 400, code: 'invalid_callback' };
const tooLarge = { status: 413, code: 'too_large' };
const endpoints = ['discovery', 'jwks', 'token', 'userinfo'] as const;
const calls = () =>
  ['one', 'two', 'posting'].map((name) => endpoints.map((one) => deployment.provider(name).calls(one)));

/** A response's parameters, by name; a list stands for one that is there several times. */
type Parameters = Record<string, string | readonly string[]>;

function parametersOf({ url, form = {} }: Answer): Parameters {
  return { ...Object.fromEntries(url.searchParams), ...form };
}

/** The same response with other parameters, in the mode in which it came. */
function withParameters({ url, form }: Answer, parameters: Parameters): Answer {
  if (form !== undefined) return { url, form: parameters };
  const changed = new URL(url);
  changed.search = '';
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of [value].flat()) changed.searchParams.append(name, one);
  }
  return { url: changed };
}

const send = (browser: Browser, { url, form }: Answer): Promise<Response> => browser.request(url, form, asJson);

/** Refused without a look at the table or a word to a provider: in the browser of the attempt, and signed in elsewhere. */
async function expectNoCalls(
  name: string,
  change: (answer: Answer) => Answer,
  expected: ExpectedProblem,
): Promise<void> {
  const [browser, signedIn] = [new Browser(), new Browser()];
  await signIn(deployment.baseUrl, signedIn, 'one');
  const answer = change(await reachAnswer(deployment.baseUrl, browser, name));
  const before = calls();
  for (const each of [browser, signedIn]) {
    let response = new Response();
    const seen = await tableCallsDuring(deployment, async () => {
      response = await send(each, answer);
    });
    await expectProblem(response, expected);
    expect(seen).toEqual([]);
  }
  expect(attemptCookies(signedIn)).toEqual([]);
  expect(calls()).toEqual(before);
}

const twice = (name: string, fallback: string) => (parameters: Parameters) => {
  const value = String(parameters[name] ?? fallback);
  return { ...parameters, [name]: [value, value] };
};
const huge = 'a'.repeat(4097);

test.each<[string, (parameters: Parameters) => Parameters, ExpectedProblem]>([
  ['state twice', twice('state', ''), invalid],
  ['code twice', twice('code', ''), invalid],
  ['iss twice', twice('iss', 'https://op.example'), invalid],
  ['error twice', ({ code: _, ...rest }) => twice('error', 'access_denied')(rest), invalid],
  ['another code beside', ({ code = '', ...rest }) => ({ ...rest, code: [String(code), 'x'] }), invalid],
  ['a code that stands empty beside', ({ code = '', ...rest }) => ({ ...rest, code: [String(code), ''] }), invalid],
  ['code with error', (parameters) => ({ ...parameters, error: 'access_denied' }), invalid],
  ['neither code nor error', ({ code: _, ...rest }) => rest, invalid],
  ['no state', ({ state: _, ...rest }) => rest, invalid],
  ['oversized code', (parameters) => ({ ...parameters, code: huge }), tooLarge],
  ['oversized state', (parameters) => ({ ...parameters, state: huge }), tooLarge],
  ['oversized iss', (parameters) => ({ ...parameters, iss: huge }), tooLarge],
  ['oversized error', ({ code: _, ...rest }) => ({ ...rest, error: huge }), tooLarge],
  ['oversized altogether', (parameters) => ({ ...parameters, more: 'a'.repeat(65 * 1024) }), tooLarge],
])('%s: refused before any call, in either mode', async (title, change, expected) => {
  for (const name of ['one', 'posting']) {
    // No server takes a URL of that length.
    const longest = name === 'one' && title === 'oversized altogether' ? { more: 'a'.repeat(9000) } : {};
    const changed = (answer: Answer) => withParameters(answer, { ...change(parametersOf(answer)), ...longest });
    await expectNoCalls(name, changed, expected);
  }
});

test.each<[string, string, (answer: Answer) => Answer]>([
  ['a GET where form_post was asked for', 'posting', ({ url, form = {} }) => withParameters({ url }, form)],
  ['a form where a query was asked for', 'one', ({ url }) => ({ url: bare(url), form: queryOf(url) })],
  ['a form beside a query', 'one', ({ url }) => ({ url, form: { a: 'b' } })],
  ['an empty form', 'posting', ({ url }) => ({ url, form: {} })],
])('%s: refused before any call', async (_, name, change) => {
  await expectNoCalls(name, change, invalid);
});

function bare(url: URL): URL {
  return new URL(url.pathname, url);
}

function queryOf(url: URL): Form {
  return Object.fromEntries(url.searchParams);
}

test('another provider’s attempt: refused before any call, and its cookie cleared', async () => {
  const browser = new Browser();
  const { url } = await reachAnswer(deployment.baseUrl, browser, 'one');
  url.pathname = '/callback/two';
  const before = calls();
  const seen = await tableCallsDuring(deployment, async () => {
    await expectProblem(await browser.request(url, undefined, asJson), invalid);
  });
  expect([seen, calls(), attemptCookies(browser)]).toEqual([[], before, []]);
});
