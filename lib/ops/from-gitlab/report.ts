import { printable } from '../cli/printable.ts';
import type { Translation } from './translation.ts';

/** The steps that are left to the operator after the block was translated. */
export interface Report {
  /** Commands that the operator runs after the block is deployed. */
  readonly commands: readonly string[];
  /**
   * The redirect URI that the operator registers at each provider. Its base URL is a placeholder, because the base URL
   * is known only from the outputs of the deployment.
   */
  readonly redirects: readonly { readonly provider: string; readonly redirect_uri: string }[];
}

/** Lists the steps that are left to the operator after the translation. */
export function reportOf({ providers, map }: Translation): Report {
  const pairs = map.map(([gitlabName, name]) => `${gitlabName}=${name}`).join(',');
  return {
    commands: [
      ...providers.map(
        ({ name, type }) => `npm run ops -- secret set ${name}${type === 'apple' ? ' < AuthKey.p8' : ''}`,
      ),
      `npm run ops -- users import <file of GitLab's users>${pairs === '' ? '' : ` --map ${shellQuoted(pairs)}`}`,
    ],
    redirects: providers.map(({ name }) => ({ provider: name, redirect_uri: `<base URL>/callback/${name}` })),
  };
}

/** Formats the report on the translation as text; it does not include the `postern` block. */
export function reportText(translation: Translation, externalUrl: string | undefined): string {
  const { commands, redirects } = reportOf(translation);
  const { providers, toFillIn, notes } = translation;
  const secrets = providers.flatMap(({ name, secretLine }) =>
    secretLine === undefined ? [] : `${name} (line ${secretLine})`,
  );
  const before = externalUrl === undefined ? "GitLab's own" : `those of ${externalUrl}`;
  return [
    ...section(
      'Fill in or change before deploying',
      toFillIn.map(({ path, found, cure }) => `${path}: found ${found}. ${cure}`),
    ),
    ...section('Run after deploying', commands),
    ...section('Client secrets in the file, which are not shown and do not belong in the block', secrets),
    ...section(
      `Register at the providers, beside ${before} while GitLab uses them`,
      redirects.map(({ provider, redirect_uri }) => `${provider}: ${redirect_uri}`),
    ),
    ...section(
      'Not translated, or different in meaning',
      notes.map(({ setting, line, reason }) => `${line === undefined ? '' : `line ${line}, `}${setting}: ${reason}`),
    ),
  ].join('');
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`\n${printable(title)}:\n`, ...lines.map((line) => `  ${printable(line)}\n`)];
}

function shellQuoted(text: string): string {
  return /^[\w=,.-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
