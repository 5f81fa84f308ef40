import { expect, test } from '@jest/globals';
import { Problem } from '../../../../functions/core/errors.ts';
import { checkAuthentication, checkPkce } from '../../../../lib/ops/doctor/discovery-checks.ts';
import type { Check, NamedFinding } from '../../../../lib/ops/doctor/finding.ts';
import { compareClocks } from '../../../../lib/ops/doctor/live-checks.ts';
import { checkPushing } from '../../../../lib/ops/doctor/pushed-requests-check.ts';
import { checkRotation } from '../../../../lib/ops/doctor/rotation-check.ts';
import { reasonOf, runCheck } from '../../../../lib/ops/doctor/run-check.ts';
import { checkKeys } from '../../../../lib/ops/doctor/session-keys-checks.ts';
import { findingLines } from '../../../../lib/ops/doctor/show-findings.ts';
import { checkUserinfo } from '../../../../lib/ops/doctor/userinfo-check.ts';
import type { SecretState } from '../../../../lib/ops/rotation/secret-state.ts';
import { providerSettings } from '../../../functions/core/support/settings.ts';

test('omitted metadata has the default of the specification', () => {
  expect(checkAuthentication({}, providerSettings())).toMatchObject({ state: 'ok' });
  const posting = providerSettings({ tokenEndpointAuthMethod: 'client_secret_post' });
  expect(checkAuthentication({}, posting)).toMatchObject({ state: 'wrong' });
  expect(checkAuthentication({ token_endpoint_auth_methods_supported: 'x' }, posting)).toMatchObject({
    state: 'warning',
  });
  expect(checkPkce({})).toMatchObject({ state: 'warning' });
  expect(checkPkce({ code_challenge_methods_supported: ['S256'] })).toMatchObject({ state: 'ok' });
});

test.each([
  [['private_key_jwt'], ['RS256', 'ES256'], 'ok', 'private_key_jwt and ES256'],
  [['private_key_jwt'], ['RS256'], 'wrong', 'signed with RS256, not with ES256'],
  [['private_key_jwt'], undefined, 'warning', 'does not list the algorithms'],
  [['client_secret_basic', 'client_secret_jwt'], ['ES256'], 'wrong', ', not private_key_jwt'],
  [undefined, ['ES256'], 'wrong', 'accepts client_secret_basic, not private_key_jwt'],
])('assertions with ES256 at a provider that supports %j with %j are %s', (methods, algorithms, state, says) => {
  const settings = providerSettings({
    tokenEndpointAuthMethod: 'private_key_jwt',
    clientAssertion: { algorithm: 'ES256', audience: 'issuer', keyHeader: 'kid' },
  });
  const document = {
    token_endpoint_auth_methods_supported: methods,
    token_endpoint_auth_signing_alg_values_supported: algorithms,
  };
  expect(checkAuthentication(document, settings)).toMatchObject({ state, what: expect.stringContaining(says) });
});

test.each([
  [['RS256', 'ES256'], 'ok', 'signed with ES256'],
  [['RS256', 'none'], 'wrong', 'RS256, none, not with ES256'],
  [undefined, 'warning', 'does not list'],
  ['ES256', 'warning', 'does not list'],
])('UserInfo with ES256 configured and %j supported is %s', (supported, state, says) => {
  const finding = checkUserinfo({ userinfo_signing_alg_values_supported: supported }, 'ES256');
  expect(finding).toMatchObject({ state, what: expect.stringContaining(says) });
});

test.each([
  ['auto', true, true, 'ok', 'authorization requests are pushed to https://login.example.com/par'],
  ['auto', false, false, 'ok', /through the browser, because the provider does not support pushing/],
  ['never', true, false, 'ok', /through the browser, because pushedAuthorizationRequests is never/],
  ['never', true, true, 'wrong', 'set pushedAuthorizationRequests to auto, and deploy'],
  ['always', false, false, 'wrong', /^have the provider offer them/],
] as const)('pushing %s, offered: %s, required: %s, is %s', (setting, offered, pushedRequestsRequired, state, says) => {
  const metadata = {
    authorizationEndpoint: 'https://login.example.com/authorize',
    tokenEndpoint: 'https://login.example.com/token',
    issInResponse: false,
    ...(offered && { pushedRequestEndpoint: 'https://login.example.com/par' }),
    pushedRequestsRequired,
  };
  const finding = checkPushing(metadata, providerSettings({ pushedAuthorizationRequests: setting }));
  expect(finding.state).toBe(state);
  expect(state === 'ok' ? finding.what : finding.cure).toMatch(says);
});

const at = Date.UTC(2026, 10, 24, 12);
const date = new Date(at).toUTCString();
test.each([
  [{ date }, 0, 'ok'],
  [{ date }, 30, 'ok'],
  [{ date }, 31, 'warning'],
  [{ date }, -31, 'warning'],
  [{ date }, 60, 'warning'],
  [{ date }, 61, 'wrong'],
  [{ date }, -61, 'wrong'],
  // Out of a cache an answer has the date at which it was made.
  [{ date, age: '600' }, 600, 'ok'],
  [{ date, age: 'x' }, 0, 'ok'],
  [{}, 0, 'ok'],
])('%j, %d seconds later here, is %s', (headers, seconds, state) => {
  expect(compareClocks(new Headers(headers), at + seconds * 1000).state).toBe(state);
});

const day = 86_400_000;
const key = 'k'.repeat(64);
const stateOf = (value: object, changes: Partial<SecretState> = {}): SecretState => ({
  versions: [{ id: 'a', labels: ['AWSCURRENT'], version: { id: 'a', value: { ...value }, createdAt: at - 61 * day } }],
  status: { fallbacks: new Map() },
  ...changes,
});

test('session keys that are too old, without a next key, or missing', () => {
  const keys = { current: key, next: key };
  expect(checkKeys(stateOf({}), 30, at)).toMatchObject({ state: 'wrong' });
  expect(checkKeys(stateOf({ current: key }), 30, at)).toMatchObject({ state: 'warning' });
  expect(checkKeys(stateOf(keys), 30, at)).toMatchObject({
    state: 'warning',
    what: 'last rotated 61 d ago, although rotateKeysAfterDays is 30',
  });
  expect(checkKeys(stateOf(keys), 31, at)).toEqual({
    state: 'ok',
    what: 'last rotated 61 d ago; the next key is ready',
  });
  expect(checkKeys(stateOf(keys), undefined, at)).toMatchObject({ state: 'ok' });
  // It became the current one later than it was made.
  const promoted = { status: { fallbacks: new Map(), promoted: { version: 'a', at: at - day } } };
  expect(checkKeys(stateOf(keys, promoted), 30, at)).toMatchObject({ state: 'ok' });
  const previous = [{ key, retired_at: at }];
  expect(checkKeys(stateOf({ ...keys, previous }), 31, at).what).toMatch(
    /; 1 previous key still opens what was sealed$/,
  );
});

test('findings about a rotation', () => {
  const failure = { version: 'b', at: 5, step: 'testSecret', reason: 'away' };
  const rotation = (changes: Partial<SecretState>) => checkRotation(stateOf({}, changes), 'rotate');
  const status = { fallbacks: new Map(), failure };
  expect(rotation({})).toEqual({ state: 'ok', what: 'none so far' });
  expect(rotation({ unfinished: { version: 'b', state: 'under way' } })).toMatchObject({ state: 'warning' });
  expect(rotation({ unfinished: { version: 'b', state: 'stuck' }, status })).toEqual({
    ...{ state: 'wrong', what: 'the rotation to version b is unfinished (testSecret: away)' },
    cure: 'fix the cause, then rotate',
  });
  expect(rotation({ status })).toMatchObject({ state: 'warning' });
  expect(rotation({ status: { ...status, promoted: { version: 'a', at: 4 } } })).toMatchObject({ state: 'warning' });
  expect(rotation({ status: { ...status, promoted: { version: 'a', at: 6 } } })).toMatchObject({ state: 'ok' });
});

const checkThat = (run: Check['run']): Check => ({ provider: 'op', name: 'proof', run });

test('an error and a timeout of a check are findings', async () => {
  const failing = checkThat(async () => {
    throw new Problem('provider_error', 'refused', { log: { status: 500 }, cause: new Error('no route') });
  });
  const found = { provider: 'op', name: 'proof', state: 'wrong' };
  expect(await runCheck(failing, 1000)).toEqual([{ ...found, what: 'refused (status 500): no route' }]);
  const endless = checkThat(() => new Promise(() => undefined));
  expect(await runCheck(endless, 20)).toEqual([{ ...found, what: 'no answer within 0.02 s' }]);
  expect(
    await runCheck(
      checkThat(async () => []),
      1000,
    ),
  ).toEqual([]);
  expect(reasonOf('text')).toBe('text');
});

test('a finding is one line, wrapped on a terminal', () => {
  const finding: NamedFinding = {
    provider: 'op',
    name: 'proof',
    state: 'wrong',
    what: 'it is wrong',
    cure: 'mend \u001b it',
  };
  expect(findingLines(finding, { subject: 10 })).toEqual(['wrong  ', '  op proof    it is wrong: mend \\u001b it']);
  const [state, rest] = findingLines(finding, { subject: 10, width: 42 });
  const lines = `${state}${rest}`.split('\n');
  expect(lines).toEqual(['wrong    op proof    it is wrong: mend', '                     \\u001b it']);
  const command = { ...finding, cure: 'mend it, npm run ops -- secret set op' };
  expect(findingLines(command, { subject: 10, width: 42 })[1].split('\n')[1]).toBe(
    '                     npm run ops -- secret set op',
  );
  // So narrow that nothing fits: a word is never broken.
  expect(findingLines(finding, { subject: 10, width: 10 })[1].split('\n')).toHaveLength(2);
});
