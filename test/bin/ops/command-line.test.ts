import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { runOps, runOpsFromSource } from '../../support/ops.ts';

const empty = mkdtempSync(join(tmpdir(), 'postern-ops-'));
afterAll(() => rmSync(empty, { recursive: true }));

test('a missing local run is reported with the remedy', async () => {
  const { code, err } = await runOpsFromSource(['users', 'show', 'ann', '--local', '--data', empty]);
  expect(code).toBe(1);
  expect(err).toBe(`No local run is up in ${empty}: start one with npm start, or name its --data directory.\n`);
});

test('an unreadable stack is reported with the remedy', async () => {
  const nowhere = { AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null', AWS_REGION: '' };
  const { code, err } = await runOps(['users', 'show', 'ann'], '', nowhere);
  expect(code).toBe(1);
  expect(err).toContain('The stack Postern-Data cannot be read');
  expect(err).toContain('check --stack, --region and credentials');
});

test.each([
  [['bogus']],
  [['users']],
  [['users', 'show']],
  [['users', 'show', 'a', '--bogus']],
  [['users', 'approve']],
  [['sessions', 'end']],
  [['sessions', 'end-all']],
  [['sessions', 'end-all', 'ann', '--everyone']],
  [['sessions', 'end-all', 'ann', '--provider', 'op']],
  [['secret', 'rotate']],
  [['keys']],
  [['policy', 'explain']],
  [[]],
])('a usage error points to the help: %j', async (args) => {
  const { code, out, err } = await runOps(args);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(/^(?:error: .*\nAdd --help for usage\.\n|Usage: npm run ops --)/);
});

test.each([
  [['users', 'delete', 'al', '--yes', '--data', empty], '--data belongs to a local run: add --local, or omit it.'],
  [['users', 'list', '--local', '--stack', 'Other'], '--stack selects a deployment, and --local the local run'],
  [['--region', 'eu-west-1', 'keys', 'status', '--local'], '--region selects a deployment, and --local the local run'],
])('options of both targets are refused: %j', async (args, sentence) => {
  const { code, out, err } = await runOps(args);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(sentence);
});

test.each([
  [['users', 'list', '--state', 'asleep'], 'active, blocked_pending_approval, blocked, banned, deactivated'],
  [['users', 'list', '--limit', '0'], 'a number from 1 to 10000'],
  [['users', 'list', '--after', 'usr_1'], 'cursor that the previous page printed'],
  [['audit', '--since', 'yesterday'], '90m, 24h, 7d'],
  [['audit', '--since', '2999-01-01'], 'not be in the future'],
  [['audit', '--event', 'user.woke'], 'user.created, user.signed_in'],
])('an invalid option value is refused with the allowed ones: %j', async (args, choices) => {
  const { code, out, err } = await runOps(args);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(choices);
});

test('help does not load the AWS SDK', async () => {
  const report = join(empty, 'loaded.cjs');
  const isSdk = "(file) => file.includes('@aws-sdk/client-')";
  writeFileSync(
    report,
    `process.on('exit', () => console.error(Object.keys(require('node:module')._cache).some(${isSdk}) ? 'SDK' : 'no SDK'));`,
  );
  const nowhere = { AWS_CONFIG_FILE: '/dev/null', AWS_REGION: '', NODE_OPTIONS: `--require ${report}` };
  expect(await runOps(['--help'], '', nowhere)).toMatchObject({ code: 0, err: expect.stringMatching(/^(no SDK\n)+$/) });
  expect((await runOps(['users', 'list'], '', nowhere)).err).toMatch(/^SDK$/m);
});

test('--help exits with 0', async () => {
  for (const args of [['--help'], ['users', 'list', '--help']]) {
    const { code, out } = await runOps(args);
    expect(code).toBe(0);
    expect(out).toContain('Usage: npm run ops --');
    expect(out).toContain('--local');
  }
});
