import { afterAll, beforeAll, describe, test } from '@jest/globals';
import { type Deployment, startDeployment } from '../deployment.ts';
import { loadModules, planOf } from './plans.ts';

/**
 * Makes a test of each of a plan's modules, in one deployment with a provider for each. The titles are what the report is
 * made from: the plan, the module, what the provider does, what we do.
 */
export async function describePlan(name: string): Promise<void> {
  const plan = planOf(name);
  const modules = await loadModules(plan);
  const providerName = (index: number) => `module${index + 1}`;
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await startDeployment({
      providers: modules.map((_, index) => ({ ...plan.provider, name: providerName(index) })),
    });
  });
  afterAll(() => deployment.close());

  describe(plan.title, () => {
    for (const [index, { name: moduleName, module }] of modules.entries()) {
      describe(moduleName, () => {
        describe(module.provider, () => {
          test(module.we, () => module.run({ deployment, provider: deployment.provider(providerName(index)) }));
        });
      });
    }
  });
}
