import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { loadModules, plans } from '../support/conformance/plans.ts';
import { type Outcome, renderFindings, renderPlan } from '../support/conformance/report.ts';

const read = (name: string) => readFile(new URL(`../../docs/${name}`, import.meta.url), 'utf8');
const page = await read('conformance.md');

/** The parts of the page under a heading, each with its heading. */
const parts = page.split(/^(?=## )/m).slice(1);

test('the page lists exactly the modules that there are, all of them passed', async () => {
  const expected: string[] = [];
  for (const plan of plans) {
    const outcomes = (await loadModules(plan)).map(({ name, module: { provider, we } }): Outcome => {
      return { plan: plan.title, module: name, provider, we, passed: true };
    });
    expected.push(renderPlan(plan, outcomes));
  }
  expect(parts.map((part) => part.trimEnd())).toEqual(expected.map((part) => part.trimEnd()));
  const rows = parts.join('').match(/^\| `/gm)?.length;
  expect(page).toContain(`**${rows} of ${rows} modules passed**`);
});

test('it says what the pages on properties and mutants say', async () => {
  expect(page).toContain(
    renderFindings({ properties: await read('properties.md'), mutation: await read('mutation.md') }),
  );
});

test('each directory of modules is a plan that runs', async () => {
  const entries = await readdir(new URL('../hostile/conformance/', import.meta.url), { withFileTypes: true });
  const names = plans.map(({ name }) => name).sort();
  const directories = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const tests = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  expect(directories.sort()).toEqual(names);
  expect(tests.sort()).toEqual(names.map((name) => `${name}.test.ts`));
  for (const name of names) {
    const text = await readFile(new URL(`../hostile/conformance/${name}.test.ts`, import.meta.url), 'utf8');
    expect(text).toContain(`describePlan('${name}')`);
  }
});
