import { parseArgs } from 'node:util';
import { Cleanup } from '../lib/local/cleanup.ts';
import { weigh } from './bundle-size.ts';
import { countUsage } from './capacity.ts';
import { startFunction } from './function-process.ts';
import { measureImports } from './import-time.ts';
import { signIn } from './journey.ts';
import { type NodeVersion, nodeVersions } from './node-versions.ts';
import { progress } from './progress.ts';
import { formatReport, type NodeReport, type Report } from './report.ts';
import { measureChecks } from './session-check.ts';
import { measureSignIns } from './sign-in.ts';
import { type Stack, startStack } from './stack.ts';

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const cleanup = new Cleanup();
process.once('SIGINT', () => void cleanup.run().finally(() => process.exit(130)));

try {
  const report = await measure();
  process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : formatReport(report));
} finally {
  await cleanup.run();
}

async function measure(): Promise<Report> {
  progress('Synthesising the stacks of cdk deploy');
  const stack = await startStack(cleanup);
  const nodes = nodeVersions();
  const [running] = nodes;
  progress(`Measuring on ${nodes.map(({ version }) => version).join(' and ')}`);
  const { login, callback, session } = stack.functions;
  const bundles = [weigh('login', login), weigh('callback', callback), weigh('session', session)];
  progress('Calls and capacity units');
  const usage = await countUsage(stack, running);
  const reports: NodeReport[] = [];
  for (const node of nodes) reports.push(await measureOn(node, stack));
  return { bundles, usage, nodes: reports };
}

async function measureOn(node: NodeVersion, stack: Stack): Promise<NodeReport> {
  const { version } = node;
  progress(`Import times on ${version}`);
  const imports = await measureImports(stack, node);
  progress(`Session checks on ${version}`);
  const checks = await measureChecks(stack, node, await openSession(stack, node));
  progress(`Sign-ins on ${version}`);
  const signIns = await measureSignIns(stack, node);
  return { version, imports, checks, signIns };
}

/** Signs somebody in and gives the session cookie. */
async function openSession({ functions, provider }: Stack, node: NodeVersion): Promise<string> {
  const login = startFunction(functions.login, node);
  const callback = startFunction(functions.callback, node);
  const { cookies } = await signIn({ login, callback }, provider, [`session-check-${node.version}`]);
  await Promise.all([login.close(), callback.close()]);
  return cookies[0] ?? '';
}
