/** One thing wrong with the configuration. */
export interface ConfigProblem {
  /** Where it is, for example `providers[0].appId`; empty for the block itself. */
  readonly path: string;
  /** What was found there, shortened for display; never a secret's value. */
  readonly found: string;
  /** What to do about it, as a sentence. */
  readonly cure: string;
}

/** The configuration cannot be used. `problems` holds everything wrong with it; `message` lists them, one per line. */
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
