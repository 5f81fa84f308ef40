import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Deployment } from './deployment.ts';
import { type LocalStack, startLocalStack } from './local-stack.ts';
import { type ProgrammableProvider, startProgrammableProvider } from './programmable-provider/index.ts';
import { openTable } from './table.ts';

/** A deployment whose provider of one name is given to another issuer by a second deployment of the same table. */
export interface IssuerChange {
  /** The issuer that the provider's name belongs to at first. */
  readonly before: ProgrammableProvider;
  /** The issuer that the name is given to. */
  readonly after: ProgrammableProvider;
  /** Deploys over what is there, with this issuer under the name. */
  deploy(issuer: ProgrammableProvider): Promise<Deployment>;
  close(): Promise<void>;
}

/** Prepares two issuers for the provider `p1`, and one that stays, `p2`. */
export async function prepareIssuerChange(): Promise<IssuerChange> {
  const dataDir = await mkdtemp(join(tmpdir(), 'postern-'));
  const [before, after, other] = await Promise.all(
    ['p1', 'p1', 'p2'].map((name) => startProgrammableProvider({ name })),
  );
  if (before === undefined || after === undefined || other === undefined) throw new Error('three were started');
  let running: { readonly stack: LocalStack; readonly deployment: Deployment } | undefined;
  const stop = async (): Promise<void> => {
    running?.deployment.table.close();
    await running?.stack.stop();
    running = undefined;
  };
  return {
    before,
    after,
    async deploy(issuer) {
      await stop();
      const config = { allowSingleSignOn: true, blockAutoCreatedUsers: false };
      const providers = [issuer.config, other.config];
      const stack = await startLocalStack({ dataDir, config: { ...config, providers } });
      const deployment: Deployment = {
        ...{ baseUrl: stack.baseUrl, stack, table: openTable(stack.local), close: stop },
        provider: (name) => (name === 'p1' ? issuer : other),
      };
      running = { stack, deployment };
      return deployment;
    },
    async close() {
      await stop();
      await Promise.all([before, after, other].map((provider) => provider.close()));
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
