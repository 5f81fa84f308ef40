import { type Plan, plans } from './plans.ts';

/** What the report needs of Jest's results (`--json`). */
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

/** What came of a module. */
export interface Outcome {
  /** The plan's title. */
  readonly plan: string;
  readonly module: string;
  readonly provider: string;
  readonly we: string;
  readonly passed: boolean;
}

/** How many there were, and how many of them passed. */
export interface Tally {
  readonly passed: number;
  readonly total: number;
}

const ofConformance = ({ name }: { readonly name: string }) => name.includes('/test/hostile/conformance/');

/** Reads the modules' outcomes out of a run, from the titles that `describePlan` gives its tests. */
export function readOutcomes({ testResults }: Results): readonly Outcome[] {
  const tests = testResults.filter(ofConformance).flatMap(({ assertionResults }) => assertionResults);
  return tests.map(({ ancestorTitles: [plan = '', module = '', provider = ''], title: we, status }) => {
    return { plan, module, provider, we, passed: status === 'passed' };
  });
}

/** Counts a run's other tests; those that were skipped do not count. */
export function tallyOthers({ testResults }: Results): Tally {
  const others = testResults.filter((file) => !ofConformance(file)).flatMap(({ assertionResults }) => assertionResults);
  const ran = others.filter(({ status }) => status === 'passed' || status === 'failed');
  return { passed: ran.filter(({ status }) => status === 'passed').length, total: ran.length };
}

/** A plan's part of the page. */
export function renderPlan({ title, suite, differs }: Plan, outcomes: readonly Outcome[]): string {
  const own = outcomes.filter(({ plan }) => plan === title);
  const rows = own.map(
    ({ module, provider, we, passed }) => `| \`${module}\` | ${provider} | ${we} | ${passed ? 'yes' : '**no**'} |`,
  );
  return `## ${title}

${tell(tallyOf(own))}. In the suite this plan is \`${suite}\`.${differs === undefined ? '' : ` ${differs}`}

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

/** The pages that tell of what else is tried than single cases, as they stand. */
export interface OtherPages {
  /** docs/properties.md */
  readonly properties: string;
  /** docs/mutation.md */
  readonly mutation: string;
}

/**
 * Rows of what the other pages have found, in their own words: what each has in bold.
 * @throws Error where a page has none.
 */
export function renderFindings({ properties, mutation }: OtherPages): string {
  return `| [properties](properties.md) of parsers and rules, inputs drawn at random | ${boldIn(properties)} |
| [mutants](mutation.md) of the protocol, the account rules and the sessions | ${boldIn(mutation)} |`;
}

function boldIn(page: string): string {
  const [, sentence] = /\*\*([^*]+)\*\*/.exec(page) ?? [];
  if (sentence === undefined) throw new Error('a page that is quoted has no sentence in bold');
  return sentence;
}

/** The whole page, in Markdown. */
export function renderReport(outcomes: readonly Outcome[], others: Tally, pages: OtherPages): string {
  return `${renderIntroduction(outcomes, others, renderFindings(pages))}
${plans.map((plan) => renderPlan(plan, outcomes)).join('\n')}`;
}

function renderIntroduction(outcomes: readonly Outcome[], { passed, total }: Tally, findings: string): string {
  return `# Conformance

What Postern does when a provider does something wrong, or something unusual but right: the modules of the OpenID
Foundation's conformance suite for relying parties, each a test of its own against a provider on loopback that
misbehaves on command. The tests are Postern's and the names the suite's, so that the two can be compared; names that
begin neither with \`oidcc-\` nor with \`fapi2-\` are Postern's own. It is no certificate: that is given for a run of the
suite itself.

What came of signing in at providers that others wrote is in [Other providers](other-providers.md).

| what | figure |
|---|---|
| the suite's modules and ours beside them | **${tell(tallyOf(outcomes))}** |
| further hostile cases ([test/hostile](../test/hostile)), in the same run | ${passed} of ${total} passed |
${findings}

\`npm run conformance\` makes this page from a run. A module is a file below
[test/hostile/conformance](../test/hostile/conformance); \`npm test\` runs them all, and fails where this page lists others.

- **A login that is refused** ends in a problem document with a stable code and \`no-store\`. No session cookie is set, no
  user and no session is written, the login attempt is used up and its cookie cleared, and the trail and the log tell of
  it once, without code or secret. A response that no attempt of the browser matches, or that is wrong in itself, is
  refused before any call to the provider.
- **A login that is accepted** ends in a session that answers with this identity, and UserInfo was asked once.
- **A logout token that is refused** is answered by exactly 400 and \`{"error":"invalid_request"}\`, at both addresses that
  take logout tokens, with nothing written.
- **RP-Initiated Logout** has ended the session here before the provider is asked. A return with the \`state\` that this
  browser left with goes on to where the app wants it, once; one with another \`state\` or none shows the sign-in page, and
  leaves a sign-out under way as it is.
`;
}
