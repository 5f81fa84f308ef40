import type { BundleSize } from './bundle-size.ts';
import type { JourneyUsage } from './capacity.ts';
import type { ImportTime } from './import-time.ts';
import { deployedMajor, majorOf } from './node-versions.ts';
import { batchGetName, type CheckSpeed } from './session-check.ts';
import type { JourneyCost } from './sign-in.ts';
import { table } from './table.ts';

/** Measurements on one Node.js version. */
export interface NodeReport {
  /** For example `v24.21.0`. */
  readonly version: string;
  readonly imports: readonly ImportTime[];
  readonly checks: readonly CheckSpeed[];
  readonly signIns: readonly JourneyCost[];
}

/** All measurements of one run. */
export interface Report {
  readonly bundles: readonly BundleSize[];
  readonly usage: readonly JourneyUsage[];
  readonly nodes: readonly NodeReport[];
}

/** The report as text. */
export function formatReport({ bundles, usage, nodes }: Report): string {
  return [
    measuredOn(nodes),
    section('Bundles, KB', bundleTable(bundles)),
    section('Calls and capacity units (as the embedded engine reports them)', usageTable(usage)),
    ...nodes.flatMap(({ version, imports, checks, signIns }) => [
      section(`Import in a fresh process, Node.js ${version}`, importTable(imports)),
      section(`Session checks, Node.js ${version}`, checkTable(checks)),
      section(`Sign-ins, Node.js ${version}`, signInTable(signIns)),
    ]),
  ].join('\n');
}

function measuredOn(nodes: readonly NodeReport[]): string {
  const versions = nodes.map(({ version }) => version);
  const all = `Measured on Node.js ${versions.join(' and ')}.`;
  if (versions.some((version) => majorOf(version) === deployedMajor)) return `${all}\n`;
  return `${all} The deployed version is ${deployedMajor}, which is not available: set NODE24 to its program, or download it with npx -y node@${deployedMajor} -v.\n`;
}

function section(title: string, body: string): string {
  return `${title}\n${'='.repeat(title.length)}\n${body}\n`;
}

function bundleTable(bundles: readonly BundleSize[]): string {
  return table(
    ['function', 'minified', 'gzip', 'of which'],
    bundles.map(({ name, minified, gzipped, origins }) => [
      name,
      kilobytes(minified),
      kilobytes(gzipped),
      origins.map(({ origin, bytes }) => `${origin} ${kilobytes(bytes)}`).join(', '),
    ]),
  );
}

function usageTable(usage: readonly JourneyUsage[]): string {
  return table(
    ['journey', 'read', 'write', 'calls'],
    usage.map(({ name, readUnits, writeUnits, calls }) => [
      name,
      String(readUnits),
      String(writeUnits),
      Object.entries(calls)
        .map(([kind, count]) => (count === 1 ? kind : `${count} × ${kind}`))
        .join(', '),
    ]),
  );
}

function importTable(imports: readonly ImportTime[]): string {
  return table(
    ['bundle', 'import ms', 'CPU ms', 'Node.js and import ms', 'ratio to empty'],
    imports.map(({ name, importMs, importCpuMs, readyMs, ratio }) => [
      name,
      importMs.toFixed(1),
      importCpuMs.toFixed(1),
      readyMs.toFixed(1),
      ratio.toFixed(2),
    ]),
  );
}

function checkTable(checks: readonly CheckSpeed[]): string {
  const floor = checks.find(({ name }) => name === batchGetName)?.cpuMicros ?? Number.NaN;
  return table(
    [
      'handler',
      'per second',
      '8 concurrent',
      'CPU µs',
      '8 concurrent',
      'cold ms',
      'cold CPU ms',
      'CPU ratio to BatchGetItem',
    ],
    checks.map((check) => [
      check.name,
      check.perSecond.toFixed(0),
      check.perSecondOfEight.toFixed(0),
      check.cpuMicros.toFixed(0),
      check.cpuMicrosOfEight.toFixed(0),
      check.coldMs.toFixed(0),
      check.coldCpuMs.toFixed(0),
      (check.cpuMicros / floor).toFixed(2),
    ]),
  );
}

function signInTable(signIns: readonly JourneyCost[]): string {
  return table(
    ['journey', 'wall ms', 'CPU ms'],
    signIns.map(({ name, wallMs, cpuMs }) => [name, wallMs.toFixed(2), cpuMs.toFixed(2)]),
  );
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(1);
}
