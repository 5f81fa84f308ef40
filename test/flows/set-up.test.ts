import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { startLocalStack } from '../support/local-stack.ts';

const base = mkdtempSync(join(tmpdir(), 'postern-set-up-'));
const newDataDir = () => mkdtempSync(join(base, 'data-'));
afterAll(() => rmSync(base, { recursive: true }));

const provider = { name: 'corp', type: 'openid_connect', issuer: 'https://login.example.com', appId: 'client' };

describe('journey A: setting it up', () => {
  test.each([
    ['client ID', { ...provider, appId: undefined }, 'providers[0].appId'],
    ['client ID filled in', { ...provider, appId: '<your client id>' }, 'providers[0].appId'],
    ['client secret', provider, 'Provider corp has no client secret'],
    ['issuer', { ...provider, issuer: undefined }, 'providers[0].issuer'],
  ])('a missing %s fails early, by name', async (_, incomplete, name) => {
    const start = startLocalStack({ config: { providers: [incomplete] }, dataDir: newDataDir() });
    await expect(start).rejects.toThrow(name);
  });

  test('outputs tell the redirect URI and the logout URLs to register, and how to store the secret', async () => {
    const config = { providers: [{ ...provider, appSecret: 'secret' }] };
    const dataDir = newDataDir();
    const stack = await startLocalStack({ config, dataDir });
    await stack.stop();
    const folder = join(dataDir, 'cdk.out');
    const templates = readdirSync(folder).filter((name) => name.endsWith('.template.json'));
    const outputs = templates.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')).Outputs ?? {});
    const text = JSON.stringify(outputs);
    expect(text).toContain('/callback/corp');
    expect(text).toContain('/logout/backchannel/corp');
    expect(text).toContain('/logout/frontchannel/corp');
    expect(text).toContain('secret set corp');
  });
});
