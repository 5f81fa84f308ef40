/** A long run in which all properties held. */
export interface FuzzRun {
  /** Paths of the test files, from the top of the tree. */
  readonly files: readonly string[];
  readonly properties: number;
  /** Number of random inputs, over all properties. */
  readonly runs: number;
  /** Multiple of the runs in `npm test`. */
  readonly factor: number;
}

/** The page of a run, in Markdown. The page about conformance quotes its sentence in bold. */
export function renderFuzzPage({ files, properties, runs, factor }: FuzzRun): string {
  return `# Properties

Tests of parsers and rules state what must hold for every input as properties. fast-check tests each property with random
inputs, and reports the shortest counterexample. \`npm test\` limits the runs to what a build can afford. \`npm run fuzz\` runs
more, \`npm run fuzz -- 100\` a hundred times as many, and generates this page if all properties hold.

**${number(properties)} properties held in ${number(runs)} runs**, ${factor} times as many as in \`npm test\`.

The properties are in these files:

${files.map((file) => `- [${file.replace(/^test\//, '')}](../${file})`).join('\n')}
`;
}

function number(value: number): string {
  return value.toLocaleString('en');
}
