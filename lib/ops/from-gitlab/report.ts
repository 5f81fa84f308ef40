import { printable } from '../cli/printable.ts';
import type { Translation } from './translation.ts';

/** What is left to do with a translated block. */
export interface Report {
  /** What to run once the block is deployed. */
  readonly commands: readonly string[];
  /** The redirect URI that each provider must have registered; the base URL is an output of the deployment. */
  readonly redirects: readonly { readonly provider: string; readonly redirect_uri: string }[];
}

/** Says what is left to do. */
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

/** The translation's remarks for a person to read; the block itself is not among them. */
export function reportText(translation: Translation, externalUrl: string | undefined): string {
  const { commands, redirects } = reportOf(translation);
  const { providers, toFillIn, notes } = translation;
  const secrets = providers.flatMap(({ name, secretLine }) =>
    secretLine === undefined ? [] : `${name} (line ${secretLine})`,
  );
  const before = externalUrl === undefined ? "GitLab's own" : `those of ${externalUrl}`;
  return [
    ...section(
      'To fill in, or to change, before it can be deployed',
      toFillIn.map(({ path, found, cure }) => `${path}: found ${found}. ${cure}`),
    ),
    ...section('To run once it is deployed', commands),
    ...section('The file has client secrets, which are not shown here and belong in no block', secrets),
    ...section(
      `To register at the providers, beside ${before} while GitLab uses them`,
      redirects.map(({ provider, redirect_uri }) => `${provider}: ${redirect_uri}`),
    ),
    ...section(
      'Without counterpart here, or not quite the same',
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
