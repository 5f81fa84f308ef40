/** One problem of the configuration block. */
export interface ConfigProblem {
  /** Path in the block, for example `providers[0].appId`; empty for the block itself. */
  readonly path: string;
  /** Description of the value found at `path`, shortened for display. The value of a secret is never shown. */
  readonly found: string;
  /** How to fix the problem, as a sentence. */
  readonly cure: string;
}

/** Thrown if the configuration block is invalid. `problems` holds every problem; `message` lists them, one per line. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
    super([`The postern configuration has ${count}:`, ...problems.map(line)].join('\n'));
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

function line({ path, found, cure }: ConfigProblem): string {
  return `  ${path === '' ? 'context.postern' : path}: found ${found}. ${cure}`;
}
