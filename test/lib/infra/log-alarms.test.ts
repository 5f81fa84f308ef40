import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Log } from '../../../functions/core/base/log.ts';
import { Problem, unverified } from '../../../functions/core/errors.ts';
import { adapt } from '../../../functions/core/http/adapt.ts';
import { createSite } from '../../../functions/core/http/site.ts';
import { problemOfErrorResponse } from '../../../functions/core/oidc/authorization-response.ts';
import { refuseAlgorithm, refuseToken } from '../../../functions/core/oidc/token-claims/refuse.ts';
import { parseTokenResponse } from '../../../functions/core/oidc/token-response.ts';
import { requireNotForeign } from '../../../functions/core/provider/client-secret/value.ts';
import { createFallbackRecorder } from '../../../functions/core/storage/secret-fallbacks.ts';
import { logAlarms } from '../../../lib/infra/log-alarms.ts';
import { httpApiEvent } from '../../functions/core/support/requests.ts';
import { providerSettings } from '../../functions/core/support/settings.ts';
import { startTable, type TestTable } from '../../functions/core/support/table.ts';
import { compileFilterPattern, type Line } from '../../support/filter-pattern.ts';

const functions = join(import.meta.dirname, '../../../functions');
const source = readdirSync(functions, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(join(functions, file), 'utf8'))
  .join('\n');

/** Names of the log events in the functions' source. */
const logged = new Set([...source.matchAll(/\blog\(\s*[^,;]+,\s*'([a-z_.]+)'/g)].map(([, event]) => event));

/** Names of the alarms that count a log line. */
const counting = (line: Line | undefined) =>
  logAlarms.filter(({ pattern }) => line !== undefined && compileFilterPattern(pattern)(line)).map(({ name }) => name);

/** Log lines of a callback. */
async function linesOf(act: (log: Log) => Promise<unknown>): Promise<readonly Line[]> {
  const lines: Line[] = [];
  await act((level, event, fields) => void lines.push(JSON.parse(JSON.stringify({ level, event, ...fields }))));
  return lines;
}

describe('every log alarm', () => {
  test.each(logAlarms)('$name counts lines of an event that the functions log', ({ pattern }) => {
    const named = [...pattern.matchAll(/\$\.event = "([^"]*)"/g)].map(([, event]) => event);
    expect(named).toHaveLength(1);
    expect([...logged]).toEqual(expect.arrayContaining(named));
  });

  test.each(logAlarms)('$name has a pattern as CloudWatch Logs reads it', ({ pattern }) => {
    expect(compileFilterPattern(pattern)({})).toBe(false);
    expect(pattern.length).toBeLessThanOrEqual(1024);
  });

  test.each(logAlarms)('$name has a remediation in docs/operations.md', ({ name, meaning }) => {
    const operations = readFileSync(join(functions, '../docs/operations.md'), 'utf8');
    // One row says what to do, another what can set the alarm off.
    expect(operations.split(`\n| \`${name}\` | `)).toHaveLength(3);
    expect(meaning).toMatch(/^[a-zA-Z].*\.$/);
  });

  test('that a single line raises counts none that names what the request said', () => {
    for (const { minLines, pattern } of logAlarms) {
      expect([minLines, pattern]).toEqual([minLines, expect.not.stringMatching(/response_error|\$\.error/)]);
    }
  });

  test('has a name of its own', () => {
    expect(new Set(logAlarms.map(({ name }) => name)).size).toBe(logAlarms.length);
  });
});

describe('the log line of a refused request', () => {
  /** Names of the alarms that count the log line of a request that fails with this error. */
  const countingRefusal = async (error: unknown) => {
    const site = createSite('https://login.example.com', { providers: [], appOrigins: [] });
    const [line, ...others] = await linesOf((log) => {
      const handler = adapt(
        () => ({ site, log }),
        () => Promise.reject(error),
      );
      return handler(httpApiEvent());
    });
    expect(others).toEqual([]);
    return counting(line);
  };
  const foreignSecret = () => {
    try {
      return requireNotForeign({ issuer: 'https://other.example.com' }, providerSettings());
    } catch (problem) {
      return problem;
    }
  };
  const tokenEndpoint = (status: number, error: string) => {
    try {
      return parseTokenResponse({ status, body: JSON.stringify({ error }) });
    } catch (problem) {
      return problem;
    }
  };

  test.each([
    ['invalid_client', tokenEndpoint(401, 'invalid_client'), ['ClientSecretRefused', 'SignInFailing']],
    ['unauthorized_client', tokenEndpoint(403, 'unauthorized_client'), ['ClientSecretRefused', 'SignInFailing']],
    ['server_error', tokenEndpoint(500, 'server_error'), ['SignInFailing']],
    ['provider_unreachable', new Problem('provider_unreachable', 'r'), ['ProviderUnreachable', 'SignInFailing']],
    ['an unexpected error', new Error('r'), ['SignInFailing']],
    ['an algorithm that is not the pinned one', refuseAlgorithm('RS512', 'RS256'), ['SignInFailing']],
    ['invalid_grant', tokenEndpoint(400, 'invalid_grant'), []],
    ['a refusal without a code', tokenEndpoint(403, ''), []],
    ['too many requests', tokenEndpoint(429, 'slow_down'), []],
    ['invalid_client in the URL of the callback', problemOfErrorResponse('invalid_client', false), []],
    [
      'temporarily_unavailable in the URL of the callback',
      problemOfErrorResponse('temporarily_unavailable', false),
      [],
    ],
    ['the nonce of another login', refuseToken('nonce', 'r'), []],
    ['an authentication that is too old', refuseToken('auth_time', 'r'), []],
    ['a login without a verified person', new Problem('login_not_found', 'r').with({}, unverified), ['SignInsRefused']],
    ['provider_not_adopted', new Problem('provider_not_adopted', 'r'), ['ProviderNotAdopted', 'SignInFailing']],
    ['the secret of another issuer', foreignSecret(), ['ClientSecretWithheld', 'SignInFailing']],
  ])('with %s is counted by its alarms', async (_, error, rules) => {
    expect((await countingRefusal(error)).sort()).toEqual([...rules].sort());
  });

  test.each(['access_denied', 'no_session', 'unknown_provider', 'invalid_callback', 'account_blocked'] as const)(
    'for %s is nobody’s alarm',
    async (code) => {
      expect(await countingRefusal(new Problem(code, 'r'))).toEqual([]);
    },
  );
});

describe('a non-current client secret', () => {
  let store: TestTable;
  beforeAll(async () => {
    store = await startTable();
  });
  afterAll(() => store.close());

  const pending = { stage: 'pending', version: { id: 'v2', value: {}, createdAt: 0 } } as const;
  const noted = async (use: 'authenticate' | 'verify') => {
    const ports = { table: store.table, clock: Date.now };
    const [line] = await linesOf((log) => createFallbackRecorder({ ...ports, log })('corp', use, pending));
    return counting(line);
  };

  test('is counted if it authenticated the client, and not if it only verified a token', async () => {
    expect(await noted('authenticate')).toEqual(['ClientSecretFallback']);
    expect(await noted('verify')).toEqual([]);
  });
});

test.each([
  [{ level: 'error', event: 'rotation_failed', step: 'testSecret' }, ['RotationFailed']],
  [{ level: 'error', event: 'secrets_unavailable', label: 'AWSCURRENT' }, ['SecretsUnavailable']],
  [{ level: 'error', event: 'backchannel_logout_refused', token: 'verified' }, ['LogoutFailed']],
  [{ level: 'error', event: 'backchannel_logout_refused', token: 'unverified' }, ['LogoutUnverified']],
  [{ level: 'warn', event: 'backchannel_logout_refused', check: 'signature' }, []],
  [{ level: 'error', event: 'audit_failed' }, ['AuditFailed']],
  [{ level: 'info', event: 'rotation_step' }, []],
])('%j is counted by %j', (line, rules) => {
  expect(counting(line)).toEqual(rules);
});
