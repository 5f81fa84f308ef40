import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { parseConfig } from '../../lib/config/index.ts';
import { addStacks } from '../../lib/infra/stacks.ts';

const outdir = mkdtempSync(join(tmpdir(), 'postern-warnings-'));
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

test('synthesis warns of each key that goes by addresses of a public provider, with the remedy', () => {
  const google = { name: 'google', appId: 'client', allowedEmailDomains: ['example.com'] };
  const config = parseConfig({ providers: [google], autoLinkUser: ['google'] }, { allowLoopbackHttp: false });
  const { stateless } = addStacks(new App({ outdir }), config);
  const warnings = Annotations.fromStack(stateless).findWarning('*', Match.anyValue());
  expect(warnings.map(({ entry }) => entry.data)).toEqual([
    expect.stringMatching(/^allowedEmailDomains .*Set args\.hd .*\[ack: postern:trust\]$/),
    expect.stringMatching(/^autoLinkUser .*Set args\.hd /),
  ]);
});
