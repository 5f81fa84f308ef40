import { execFileSync } from 'node:child_process';

/** A Node.js version to measure on. */
export interface NodeVersion {
  /** For example `v24.21.0`. */
  readonly version: string;
  /** Path of the program. */
  readonly program: string;
}

/** The major version of Lambda's runtime that the template names. */
export const deployedMajor = 24;

/**
 * The running Node.js version, and the deployed one if it is available without a download: the program that `NODE24`
 * names, or the npm package `node` in npx's cache.
 */
export function nodeVersions(): readonly [NodeVersion, ...NodeVersion[]] {
  const running = { version: process.version, program: process.execPath };
  if (majorOf(running.version) === deployedMajor) return [running];
  const deployed = deployedNode();
  return deployed === undefined ? [running] : [running, deployed];
}

function deployedNode(): NodeVersion | undefined {
  const program = process.env['NODE24'] ?? cachedNode();
  if (program === undefined) return undefined;
  const version = execFileSync(program, ['--version'], { encoding: 'utf8' }).trim();
  if (majorOf(version) === deployedMajor) return { version, program };
  throw new Error(`NODE24 names Node.js ${version}: name one of version ${deployedMajor}, or unset it.`);
}

function cachedNode(): string | undefined {
  const find = ['--offline', '--yes', `node@${deployedMajor}`, '--print', 'process.execPath'];
  try {
    return execFileSync('npx', find, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    // Not in npx's cache, or no npx: then only the running version is measured, and the report says so.
    return undefined;
  }
}

/** The major version in `v24.21.0`. */
export function majorOf(version: string): number {
  return Number.parseInt(version.replace(/^v/, ''), 10);
}
