import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { App, Validations } from 'aws-cdk-lib';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { AwsSolutionsChecks } from 'cdk-nag';
import { parseConfig } from '../../lib/config/index.ts';
import { addStacks } from '../../lib/infra/stacks.ts';
import { block, blockWithDomain } from './support.ts';

let outdir: string;
beforeEach(() => {
  outdir = mkdtempSync(join(tmpdir(), 'postern-nag-'));
});
afterEach(() => rmSync(outdir, { recursive: true, force: true }));

function checkedApp(configuration: unknown) {
  const app = new App({ outdir });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return { app, ...addStacks(app, parseConfig(configuration, { allowLoopbackHttp: false })) };
}

/** Findings, both errors and warnings. Synthesis throws if there is one; its report has them. */
function brokenRules(app: App): string[] {
  try {
    app.synth();
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ValidationFailed')) {
      throw error;
    }
  }
  const report = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8'));
  return report.pluginReports.flatMap(({ violations }: { violations: { ruleName: string }[] }) =>
    violations.map(({ ruleName }) => ruleName),
  );
}

test.each([
  ['on its own host name', block],
  ['on a domain', blockWithDomain],
])('AWS Solutions and CloudFormation rules have no unacknowledged findings: %s', (_, configuration) => {
  expect(brokenRules(checkedApp(configuration).app)).toEqual([]);
});

test('the rules run: they find a table without point-in-time recovery', () => {
  const { app, stateful } = checkedApp(block);
  new Table(stateful, 'Careless', { partitionKey: { name: 'pk', type: AttributeType.STRING } });
  expect(brokenRules(app)).toEqual(['AwsSolutions-DDB3']);
});
