/** A long run of the properties that held. */
export interface FuzzRun {
  /** Paths of the test files, from the top of the tree. */
  readonly files: readonly string[];
  readonly properties: number;
  /** How often inputs were drawn, all properties together. */
  readonly runs: number;
  /** How many times as many that is as in `npm test`. */
  readonly factor: number;
}

/** The page that tells of a run, in Markdown. Its sentence in bold stands on the page about conformance too. */
export function renderFuzzPage({ files, properties, runs, factor }: FuzzRun): string {
  return `# Properties

What must hold for every input, however odd, is stated as a property in the tests of parsers and rules, and tried by
fast-check with inputs drawn at random, the shortest that breaks it being shown where one does. \`npm test\` tries each as
often as a build can bear. \`npm run fuzz\` tries them longer, \`npm run fuzz -- 100\` a hundred times as long, and makes
this page where all hold.

**${number(properties)} properties held in ${number(runs)} runs**, ${factor} times as many as in \`npm test\`.

They are in these files:

${files.map((file) => `- [${file.replace(/^test\//, '')}](../${file})`).join('\n')}
`;
}

function number(value: number): string {
  return value.toLocaleString('en');
}
