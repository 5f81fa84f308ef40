import { parseArgs } from 'node:util';
import { Cleanup } from '../lib/local/cleanup.ts';
import { measureBundle } from './bundle-size.ts';
import { countUsage } from './capacity.ts';
import { startFunction } from './function-process.ts';
import { measureImports } from './import-time.ts';
import { signIn } from './journey.ts';
import { type NodeVersion, nodeVersions } from './node-versions.ts';
import { progress } from './progress.ts';
import { formatReport, type NodeReport, type Report } from './report.ts';
import { measureRotation } from './rotation/index.ts';
import { formatRotationReport } from './rotation/report.ts';
import { measureChecks } from './session-check.ts';
import { measureSignIns } from './sign-in.ts';
import { type Stack, startStack } from './stack.ts';
import { measureUsers } from './users.ts';
import { formatUsersReport } from './users-report.ts';

const { values, positionals } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    users: { type: 'string', default: '100000' },
    outage: { type: 'string', default: '60' },
  },
  allowPositionals: true,
});
// The SDK's warning is about deploying on this Node.js version; Lambda's version comes from the template.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
const cleanup = new Cleanup();
process.once('SIGINT', () => void cleanup.run().finally(() => process.exit(130)));

try {
  progress('Synthesising the stacks of cdk deploy');
  process.stdout.write(await report(positionals[0]));
} finally {
  await cleanup.run();
}

async function report(about: string | undefined): Promise<string> {
  if (about === 'rotation') return reportOnRotation();
  const stack = await startStack(cleanup);
  return about === 'users' ? reportOnUsers(stack) : reportOnFunctions(stack);
}

async function reportOnRotation(): Promise<string> {
  const report = await measureRotation(Number(values.outage), cleanup);
  // Rotation must not fail a sign-in or lose a session.
  if (report.phases.some(({ failures }) => failures.length > 0) || report.open < report.sessions) process.exitCode = 1;
  return values.json ? toJson(report) : formatRotationReport(report);
}

async function reportOnUsers(stack: Stack): Promise<string> {
  const [running] = nodeVersions();
  const report = await measureUsers(stack, running, Number(values.users));
  return values.json ? toJson(report) : formatUsersReport(report);
}

async function reportOnFunctions(stack: Stack): Promise<string> {
  const nodes = nodeVersions();
  const [running] = nodes;
  progress(`Measuring on ${nodes.map(({ version }) => version).join(' and ')}`);
  const { login, callback, session } = stack.functions;
  const bundles = [
    measureBundle('login', login),
    measureBundle('callback', callback),
    measureBundle('session', session),
  ];
  progress('Calls and capacity units');
  const usage = await countUsage(stack, running);
  const reports: NodeReport[] = [];
  for (const node of nodes) reports.push(await measureOn(node, stack));
  const report: Report = { bundles, usage, nodes: reports };
  return values.json ? toJson(report) : formatReport(report);
}

function toJson(report: object): string {
  return `${JSON.stringify(report, null, 2)}\n`;
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

/** Signs a person in, and returns the session cookie. */
async function openSession({ functions, provider }: Stack, node: NodeVersion): Promise<string> {
  const login = startFunction(functions.login, node);
  const callback = startFunction(functions.callback, node);
  const { cookies } = await signIn({ login, callback }, provider, [`session-check-${node.version}`]);
  await Promise.all([login.close(), callback.close()]);
  return cookies[0] ?? '';
}
