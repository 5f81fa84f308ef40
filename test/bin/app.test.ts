import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';

const cdkJson = JSON.parse(readFileSync('cdk.json', 'utf8'));

let outdir: string;
beforeEach(() => {
  outdir = mkdtempSync(join(tmpdir(), 'postern-app-'));
});
afterEach(() => rmSync(outdir, { recursive: true, force: true }));

/** Runs the app as the CDK CLI does, with this context and no account, region or credentials. */
function run(context: unknown) {
  const [command, ...args] = cdkJson.app.split(' ');
  return spawnSync(command, args, {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify(context) },
  });
}

test('the block that cdk.json ships with is synthesised', () => {
  const { status, stderr } = run(cdkJson.context);
  expect({ status, stderr }).toMatchObject({ status: 0 });
  for (const stack of ['Postern-Data', 'Postern-Api']) {
    expect(existsSync(join(outdir, `${stack}.template.json`))).toBe(true);
  }
});

test('cdk deploy asks for approval of every change, since those of the outputs tell who may sign in', () => {
  expect(cdkJson.requireApproval).toBe('any-change');
});

test('mistakes in it are told plainly, and nothing is synthesised', () => {
  const { status, stderr } = run({ postern: { providers: [{ name: 'authentiq', appSecret: 'hush' }] } });
  expect(status).toBe(1);
  expect(stderr.split('\n').slice(0, 3)).toEqual([
    'The postern configuration has 2 problems:',
    '  providers[0].appSecret: found an unknown key. A client secret never belongs here: remove it, change it at the provider if it was committed, and store it with `npm run ops -- secret set authentiq`.',
    '  providers[0].appId: found nothing. It must be the client ID that the provider issued at registration.',
  ]);
  expect(stderr).not.toContain('    at ');
  expect(existsSync(join(outdir, 'manifest.json'))).toBe(false);
});
