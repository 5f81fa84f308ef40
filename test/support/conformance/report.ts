import { type Plan, plans } from './plans.ts';

/** The part of Jest's results (`--json`) that the report reads. */
export interface Results {
  readonly testResults: readonly {
    /** Path of the test file. */
    readonly name: string;
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
    }[];
  }[];
}

/** Result of a module. */
export interface Outcome {
  /** The plan's title. */
  readonly plan: string;
  readonly module: string;
  readonly provider: string;
  readonly we: string;
  readonly passed: boolean;
}

/** Number of tests, and of passed ones. */
export interface Tally {
  readonly passed: number;
  readonly total: number;
}

const ofConformance = ({ name }: { readonly name: string }) => name.includes('/test/hostile/conformance/');

/** Reads the modules' outcomes from a run, by the test titles that `describePlan` sets. */
export function readOutcomes({ testResults }: Results): readonly Outcome[] {
  const tests = testResults.filter(ofConformance).flatMap(({ assertionResults }) => assertionResults);
  return tests.map(({ ancestorTitles: [plan = '', module = '', provider = ''], title: we, status }) => {
    return { plan, module, provider, we, passed: status === 'passed' };
  });
}

/** Counts a run's other tests, without skipped ones. */
export function tallyOthers({ testResults }: Results): Tally {
  const others = testResults.filter((file) => !ofConformance(file)).flatMap(({ assertionResults }) => assertionResults);
  const ran = others.filter(({ status }) => status === 'passed' || status === 'failed');
  return { passed: ran.filter(({ status }) => status === 'passed').length, total: ran.length };
}

/** Section of the page for a plan. */
export function renderPlan({ title, suite, differs }: Plan, outcomes: readonly Outcome[]): string {
  const own = outcomes.filter(({ plan }) => plan === title);
  const rows = own.map(
    ({ module, provider, we, passed }) => `| \`${module}\` | ${provider} | ${we} | ${passed ? 'yes' : '**no**'} |`,
  );
  return `## ${title}

${tell(tallyOf(own))}. The suite calls this test plan \`${suite}\`.${differs === undefined ? '' : ` ${differs}`}

| module | the provider | we | passed |
|---|---|---|---|
${rows.join('\n')}
`;
}

function tallyOf(outcomes: readonly Outcome[]): Tally {
  return { passed: outcomes.filter(({ passed }) => passed).length, total: outcomes.length };
}

/** "14 of 14 modules passed". */
function tell({ passed, total }: Tally): string {
  return `${passed} of ${total} modules passed`;
}

/** Markdown of the pages on properties and mutants. */
export interface OtherPages {
  /** docs/properties.md */
  readonly properties: string;
  /** docs/mutation.md */
  readonly mutation: string;
}

/**
 * Table rows that quote each other page's sentence in bold.
 * @throws Error if a page has none.
 */
export function renderFindings({ properties, mutation }: OtherPages): string {
  return `| [properties](properties.md) of parsers and rules, tested with random inputs | ${boldIn(properties)} |
| [mutants](mutation.md) (small faults put into the code of protocol, account rules and sessions), which tests should detect | ${boldIn(mutation)} |`;
}

function boldIn(page: string): string {
  const [, sentence] = /\*\*([^*]+)\*\*/.exec(page) ?? [];
  if (sentence === undefined) throw new Error('the quoted page has no sentence in bold');
  return sentence;
}

/** The whole page, in Markdown. */
export function renderReport(outcomes: readonly Outcome[], others: Tally, pages: OtherPages): string {
  return `${renderIntroduction(outcomes, others, renderFindings(pages))}
${plans.map((plan) => renderPlan(plan, outcomes)).join('\n')}`;
}

function renderIntroduction(outcomes: readonly Outcome[], { passed, total }: Tally, findings: string): string {
  return `# Conformance

This page shows how Postern responds to providers that violate the specifications, or use them in unusual but valid ways.
For each module (test case) of the OpenID Foundation's conformance suite for relying parties, Postern has a test of the same
name against a programmable provider on loopback. The test code is Postern's own; the suite's names allow a comparison. Modules
whose names have no prefix \`oidcc-\` or \`fapi2-\` are not in the suite. The results are not a certification, which requires a run
of the suite itself.

The page [Other providers](other-providers.md) has the results of sign-ins with third-party providers.

| tests | result |
|---|---|
| modules of the suite, and modules of our own | **${tell(tallyOf(outcomes))}** |
| other tests with hostile providers and browsers ([test/hostile](../test/hostile)), in the same run | ${passed} of ${total} passed |
${findings}

\`npm run conformance\` runs the tests and generates this page. Each module is a file below
[test/hostile/conformance](../test/hostile/conformance). \`npm test\` runs all modules, and fails if the modules on this page
differ from the modules in these files.

In the tables, the column *we* says what Postern must do. These phrases stand for several assertions each:

- **A refused login** ends in a problem document with a stable \`code\` and \`no-store\`. No session cookie is set, no
  user and no session is written, the login attempt is consumed and its cookie is cleared. The audit log and the function's
  log record the refusal once, without authorization code or client secret. An invalid authorization response, or one that
  matches no login attempt of the browser, is refused before any call to the provider.
- **An accepted login** ends in a session with the identity of the ID token, after one UserInfo request.
- **A refused logout token** is answered with exactly 400 and \`{"error":"invalid_request"}\`, at both URLs that accept logout
  tokens (\`/logout/backchannel/…\` and \`/callback/…\`), and writes nothing.
- **RP-Initiated Logout** ends the session at Postern before the browser is redirected to the provider. A return with this
  browser's \`state\` is redirected to the app's \`return_to\`, once. A return with another \`state\`, or without \`state\`, shows the
  sign-in page, and does not consume a sign-out in progress.
`;
}
