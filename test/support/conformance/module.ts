import type { Deployment } from '../deployment.ts';
import type { ProgrammableProvider } from '../programmable-provider/index.ts';

/** Where a module runs: a deployment, and in it a provider of the module's own. */
export interface ModuleContext {
  readonly deployment: Deployment;
  readonly provider: ProgrammableProvider;
}

/** A module of a conformance plan. Its name is its file's. */
export interface ConformanceModule {
  /** What the provider does: "names another issuer in the ID token". */
  readonly provider: string;
  /** What we do: "refuse the login". */
  readonly we: string;
  run(context: ModuleContext): Promise<void>;
}
