import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cleanup } from '../../lib/local/cleanup.ts';
import { writeJson } from '../../lib/local/json-file.ts';
import { startLocal } from '../../lib/local/start.ts';
import { progress } from '../progress.ts';
import { type Provider, startProvider } from '../provider.ts';
import { readFallbacks } from './fallbacks.ts';
import { type Load, type PhaseResult, startLoad } from './load.ts';
import { type Operate, operateOn } from './operate.ts';
import { type FallibleSecretsManager, startSecretsManager } from './secrets-manager.ts';

/** Results of rotations under load. */
export interface RotationReport {
  readonly phases: readonly (PhaseResult & { readonly fallbacks: string })[];
  /** Number of sessions created in all phases, and of those still active at the end. */
  readonly sessions: number;
  readonly open: number;
  /** Number of requests that Secrets Manager refused during the outage. */
  readonly refusedReads: number;
}

interface Environment {
  readonly load: Load;
  readonly provider: Provider;
  readonly secretsManager: FallibleSecretsManager;
  readonly operate: Operate;
}

/** Phases: actions during which people sign in. */
const phases: readonly (readonly [string, (environment: Environment, outageSeconds: number) => Promise<void>])[] = [
  ['no change', () => sleep(5000)],
  ['the client secret is rotated: the provider accepts both', rotateWithOverlap],
  ['a wrong client secret is set, and refused', refuseWrong],
  ['the client secret is rotated: the provider accepts one', rotateWithoutOverlap],
  ['the session keys are rotated, twice', rotateKeys],
  [
    'Secrets Manager fails',
    async ({ secretsManager }, outageSeconds) => {
      secretsManager.fail();
      await sleep(outageSeconds * 1000);
      secretsManager.recover();
    },
  ],
  ['no change any more', () => sleep(5000)],
];

/**
 * Rotates client secret and session keys of a local run while people sign in.
 * @param outageSeconds Duration of Secrets Manager's outage.
 */
export async function measureRotation(outageSeconds: number, cleanup: Cleanup): Promise<RotationReport> {
  const scratch = await mkdtemp(join(tmpdir(), 'postern-rotation-'));
  await cleanup.defer(() => rm(scratch, { recursive: true, force: true }));
  const provider = await startProvider(() => undefined);
  await cleanup.defer(provider.close);
  const secretsManager = await startSecretsManager(scratch, cleanup);
  process.env['SECRETS_MANAGER_ENDPOINT'] = secretsManager.endpoint;
  const { baseUrl, dataPath } = await startStack(scratch, provider, cleanup);
  const environment: Environment = {
    load: startLoad(baseUrl, provider),
    provider,
    secretsManager,
    operate: operateOn(dataPath),
  };

  const results: RotationReport['phases'][number][] = [];
  for (const [name, act] of phases) {
    progress(`While people sign in: ${name}`);
    const before = await readFallbacks(dataPath);
    const result = await environment.load.phase(name, () => act(environment, outageSeconds));
    results.push({ ...result, fallbacks: before.until(await readFallbacks(dataPath)) });
  }
  progress('Checking every session');
  return { phases: results, ...(await environment.load.end()), refusedReads: secretsManager.refused() };
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

async function rotateWithOverlap({ provider, operate }: Environment): Promise<void> {
  const secret = provider.addSecret();
  await sleep(2000);
  await operate(['secret', 'set', 'bench'], { input: secret });
  await sleep(2000);
  provider.revokeOlderSecrets();
  await sleep(3000);
}

async function refuseWrong({ operate }: Environment): Promise<void> {
  await operate(['secret', 'set', 'bench'], { input: 'a-secret-that-nobody-has-ever-issued', refused: true });
  await sleep(3000);
}

/** Stages the new secret first, so that it is available as soon as the provider revokes the old one. */
async function rotateWithoutOverlap({ provider, operate }: Environment): Promise<void> {
  const secret = provider.addSecret();
  await operate(['secret', 'stage', 'bench'], { input: secret });
  provider.revokeOlderSecrets();
  await sleep(3000);
  await operate(['secret', 'rotate', 'bench']);
  await sleep(3000);
}

async function rotateKeys({ operate }: Environment): Promise<void> {
  await operate(['keys', 'rotate']);
  await sleep(3000);
  await operate(['keys', 'rotate']);
  await sleep(3000);
}
