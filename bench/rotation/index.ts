import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cleanup } from '../../lib/local/cleanup.ts';
import { writeJson } from '../../lib/local/json-file.ts';
import { startLocal } from '../../lib/local/start.ts';
import { progress } from '../progress.ts';
import { type Provider, startProvider } from '../provider.ts';
import { fallbacksSeen } from './fallbacks.ts';
import { type Load, type PhaseResult, startLoad } from './load.ts';
import { type Operate, operateOn } from './operate.ts';
import { type FallibleSecretsManager, startSecretsManager } from './secrets-manager.ts';

/** What rotating under load has shown. */
export interface RotationReport {
  readonly phases: readonly (PhaseResult & { readonly fallbacks: string })[];
  /** Sessions that were opened during all of it, and those of them that are open at the end. */
  readonly sessions: number;
  readonly open: number;
  /** Requests that Secrets Manager failed to answer. */
  readonly refusedReads: number;
}

interface Scene {
  readonly load: Load;
  readonly provider: Provider;
  readonly secretsManager: FallibleSecretsManager;
  readonly operate: Operate;
}

/** What happens while people sign in, phase by phase. */
const phases: readonly (readonly [string, (scene: Scene, outage: number) => Promise<void>])[] = [
  ['nothing happens', () => sleep(5000)],
  ['the client secret is changed: the provider takes both', changeWithTwo],
  ['a wrong client secret is set, and stays out', refuseWrong],
  ['the client secret is changed: the provider takes one', changeWithOne],
  ['the session keys are rotated, twice', rotateKeys],
  [
    'Secrets Manager fails',
    async ({ secretsManager }, outage) => {
      secretsManager.fail();
      await sleep(outage * 1000);
      secretsManager.recover();
    },
  ],
  ['nothing happens any more', () => sleep(5000)],
];

/**
 * Rotates everything on a local run while people sign in.
 * @param outage Seconds for which Secrets Manager fails.
 */
export async function measureRotation(outage: number, cleanup: Cleanup): Promise<RotationReport> {
  const scratch = await mkdtemp(join(tmpdir(), 'postern-rotation-'));
  await cleanup.defer(() => rm(scratch, { recursive: true, force: true }));
  const provider = await startProvider(() => undefined);
  await cleanup.defer(provider.close);
  const secretsManager = await startSecretsManager(scratch, cleanup);
  process.env['SECRETS_MANAGER_ENDPOINT'] = secretsManager.endpoint;
  const { baseUrl, dataPath } = await startStack(scratch, provider, cleanup);
  const scene: Scene = { load: startLoad(baseUrl, provider), provider, secretsManager, operate: operateOn(dataPath) };

  const results: RotationReport['phases'][number][] = [];
  for (const [name, act] of phases) {
    progress(`While people sign in: ${name}`);
    const before = await fallbacksSeen(dataPath);
    const result = await scene.load.phase(name, () => act(scene, outage));
    results.push({ ...result, fallbacks: before.until(await fallbacksSeen(dataPath)) });
  }
  progress('Asking after every session');
  return { phases: results, ...(await scene.load.end()), refusedReads: secretsManager.refused() };
}

async function startStack(scratch: string, { issuer, client }: Provider, cleanup: Cleanup) {
  const config = join(scratch, 'config.json');
  writeJson(config, {
    providers: [
      {
        ...{ name: 'bench', issuer, appId: client.id, appSecret: client.secret },
        ...{ idTokenSignedResponseAlg: 'HS256', args: { scope: 'openid profile email' } },
      },
    ],
    allowSingleSignOn: true,
    blockAutoCreatedUsers: false,
  });
  const terminal = {
    line: () => undefined,
    step: async <Result>(_what: string, run: () => Result | Promise<Result>) => run(),
  };
  const options = { port: 0, config, data: join(scratch, 'data'), provider: false, asDeployed: false };
  return startLocal(options, terminal, cleanup, (reason) => {
    throw new Error(reason);
  });
}

async function changeWithTwo({ provider, operate }: Scene): Promise<void> {
  const secret = provider.addSecret();
  await sleep(2000);
  await operate(['secret', 'set', 'bench'], { input: secret });
  await sleep(2000);
  provider.revokeOlderSecrets();
  await sleep(3000);
}

async function refuseWrong({ operate }: Scene): Promise<void> {
  await operate(['secret', 'set', 'bench'], { input: 'a-secret-that-nobody-has-ever-issued', refused: true });
  await sleep(3000);
}

/** Staged before the provider changes, so that it is there as soon as the old one does not work any more. */
async function changeWithOne({ provider, operate }: Scene): Promise<void> {
  const secret = provider.addSecret();
  await operate(['secret', 'stage', 'bench'], { input: secret });
  provider.revokeOlderSecrets();
  await sleep(3000);
  await operate(['secret', 'rotate', 'bench']);
  await sleep(3000);
}

async function rotateKeys({ operate }: Scene): Promise<void> {
  await operate(['keys', 'rotate']);
  await sleep(3000);
  await operate(['keys', 'rotate']);
  await sleep(3000);
}
