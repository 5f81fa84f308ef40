import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeAll, expect, test } from '@jest/globals';
import { spawnNode } from '../support/child-process.ts';
import { type Synthesised, synthesise } from './support.ts';

const corp = { name: 'corp', issuer: 'https://login.example.com', appId: 'client-1' };
const before = { providers: [corp], allowSingleSignOn: ['corp'], appOrigins: ['https://app.example.com'] };
const after = {
  ...before,
  providers: [
    {
      ...corp,
      issuer: 'https://login.other.example',
      allowedEmailDomains: ['example.com'],
      requiredClaims: { groups: ['staff', 'admins'] },
    },
  ],
  blockAutoCreatedUsers: false,
  autoLinkUser: ['corp'],
  appOrigins: ['https://other.example'],
};

let templates: Readonly<Record<'before' | 'after', Synthesised>>;
beforeAll(async () => {
  templates = { before: await synthesise(before), after: await synthesise(after) };
});

const settings = ({ stateless }: Synthesised) =>
  Object.entries(stateless.outputs)
    .filter(([name]) => name.startsWith('SignInSettings'))
    .map(([, { Value, Description }]) => ({ Value, Description }));

test('outputs of the API stack name the settings that decide who may sign in', () => {
  expect(settings(templates.after)).toEqual([
    {
      Value:
        'Postern: providers=[corp]; allowSingleSignOn=[corp]; blockAutoCreatedUsers=false; autoLinkUser=[corp]; ' +
        'syncProfileAttributes=[email]; declaredProviders=[corp]; appOrigins=[https://other.example]; ' +
        'session.idleSeconds=28800; session.absoluteSeconds=604800; session.freshSeconds=600',
      Description: 'Settings that decide who may sign in',
    },
    {
      Value:
        'Postern: provider=corp; type=openid_connect; issuer=https://login.other.example; clientId=client-1; ' +
        'scope=openid profile email; idTokenSignedResponseAlg=RS256; userinfo=auto; emailTrust=boolean; ' +
        'identityKey=sub; linkable=true; allowedEmailDomains=[example.com]; requiredClaims.groups=[staff, admins]',
      Description: 'Settings of the provider corp that decide who may sign in',
    },
  ]);
});

/** Each output that `cdk diff` shows as changed: what the settings were, and what they become. */
async function changedOutputs(from: Synthesised, to: Synthesised): Promise<readonly (readonly [string, string])[]> {
  const directory = mkdtempSync(join(tmpdir(), 'postern-diff-'));
  try {
    const template = join(directory, 'deployed.json');
    writeFileSync(template, JSON.stringify(from.stateless));
    const args = ['diff', 'Postern-Api', '--exclusively', '--app', to.directory, '--template', template];
    const options = ['--no-color', '--no-notices'];
    const cdk = spawnNode(['node_modules/aws-cdk/bin/cdk', ...args, ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
    const printed = await Promise.all([cdk.stdout, cdk.stderr].map((stream) => (stream === null ? '' : text(stream))));
    return [...printed.join('').matchAll(/^\[~\] Output \S+ \S+: .*"Value":"(.*)"\} to .*"Value":"(.*)"\}$/gm)].map(
      ([, was = '', becomes = '']) => [was, becomes] as const,
    );
  } finally {
    rmSync(directory, { recursive: true });
  }
}

test('cdk diff shows the settings before and after', async () => {
  const changed = await changedOutputs(templates.before, templates.after);
  expect(changed).toHaveLength(2);
  const [[commonBefore, commonAfter] = [], [corpBefore, corpAfter] = []] = changed;
  expect(commonBefore).toContain('; blockAutoCreatedUsers=true;');
  expect(commonBefore).not.toContain('autoLinkUser');
  expect(commonBefore).toContain('; appOrigins=[https://app.example.com];');
  expect(commonAfter).toContain('; blockAutoCreatedUsers=false; autoLinkUser=[corp];');
  expect(commonAfter).toContain('; appOrigins=[https://other.example];');
  expect(corpBefore).toContain('; issuer=https://login.example.com;');
  expect(corpAfter).toContain('; issuer=https://login.other.example;');
  expect(corpAfter).toContain('; requiredClaims.groups=[staff, admins]');
});
