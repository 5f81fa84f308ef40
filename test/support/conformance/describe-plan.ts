import { afterAll, beforeAll, describe, test } from '@jest/globals';
import { type House, startHouse } from '../house.ts';
import { loadModules, planOf } from './plans.ts';

/**
 * Makes a test of each of a plan's modules, in one house with a provider for each. The titles are what the report is
 * made from: the plan, the module, what the provider does, what we do.
 */
export async function describePlan(name: string): Promise<void> {
  const plan = planOf(name);
  const modules = await loadModules(plan);
  const providerName = (index: number) => `module${index + 1}`;
  let house: House;
  beforeAll(async () => {
    house = await startHouse({
      providers: modules.map((_, index) => ({ ...plan.provider, name: providerName(index) })),
    });
  });
  afterAll(() => house.close());

  describe(plan.title, () => {
    for (const [index, { name: moduleName, module }] of modules.entries()) {
      describe(moduleName, () => {
        describe(module.provider, () => {
          test(module.we, () => module.run({ house, provider: house.provider(providerName(index)) }));
        });
      });
    }
  });
}
