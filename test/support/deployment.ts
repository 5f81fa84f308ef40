import { type LocalStack, type LocalStackOptions, startLocalStack } from './local-stack.ts';
import {
  type ProgrammableProvider,
  type ProgrammableProviderOptions,
  startProgrammableProvider,
} from './programmable-provider/index.ts';
import { openTable, type TestTable } from './table.ts';

/** A local run with programmable providers instead of the Authentiq-like one. */
export interface Deployment {
  readonly baseUrl: string;
  readonly stack: LocalStack;
  readonly table: TestTable;
  /** A provider by its name. */
  provider(name: string): ProgrammableProvider;
  close(): Promise<void>;
}

/**
 * Lambda's time limit for the functions behind the API, which the local run enforces, in milliseconds. Tests bound
 * elapsed time by it and not by a shorter one, which a busy machine exceeds.
 */
export const functionTimeoutMs = 15_000;

/** How to set it up. */
export interface DeploymentOptions extends Pick<LocalStackOptions, 'env' | 'args'> {
  readonly providers: readonly ProgrammableProviderOptions[];
  /** The rest of the configuration; unless it says otherwise, anyone may sign up and is active at once. */
  readonly config?: object;
}

/** Starts providers and local run. */
export async function startDeployment({
  providers: options,
  config = {},
  ...run
}: DeploymentOptions): Promise<Deployment> {
  const providers = await Promise.all(options.map(startProgrammableProvider));
  const closeProviders = () => Promise.all(providers.map((provider) => provider.close()));
  const stack = await startLocalStack({
    ...run,
    config: {
      ...{ allowSingleSignOn: true, blockAutoCreatedUsers: false, ...config },
      providers: providers.map((provider) => provider.config),
    },
  }).catch(async (error: unknown) => {
    await closeProviders();
    throw error;
  });
  const table = openTable(stack.local);
  return {
    baseUrl: stack.baseUrl,
    stack,
    table,
    provider(name) {
      const found = providers.find((provider) => provider.name === name);
      if (found === undefined) throw new Error(`the deployment has no provider ${name}`);
      return found;
    },
    async close() {
      table.close();
      await stack.stop();
      await closeProviders();
    },
  };
}
