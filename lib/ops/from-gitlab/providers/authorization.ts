import { clientSecretRemedy } from '../../../config/refused-secrets.ts';
import type { TrackedSetting } from '../tracked-setting.ts';

/** Parameters of the authorization request that are copied unchanged from GitLab's settings. */
const parameters = ['display', 'acr_values', 'ui_locales', 'login_hint', 'audience', 'connection', 'organization'];

/**
 * Reads the scopes of the authorization request as one text, separated by spaces. GitLab accepts a list, or a text with
 * spaces or commas.
 */
export function readScope(scope: TrackedSetting): string | undefined {
  const scopes = scope.texts().flatMap((each) => each.text()?.split(/[\s,]+/) ?? []);
  return scopes.length === 0 ? undefined : [...new Set(scopes.filter((each) => each !== ''))].join(' ');
}

/**
 * Reads the parameters of the authorization request into the `args` of a provider in the `postern` block; undefined if
 * there are none.
 * @param read Parameters that the translator of the OmniAuth strategy has read itself; by default only `scope`,
 * unchanged.
 */
export function readArgs(
  args: TrackedSetting,
  read: Readonly<Record<string, string | undefined>> = { scope: readScope(args.at('scope')) },
): Readonly<Record<string, unknown>> | undefined {
  const prompt = args
    .at('prompt')
    .texts()
    .map((each) => each.text())
    .filter((each) => each !== undefined && each !== '');
  const entries: readonly (readonly [string, unknown])[] = [
    ...Object.entries(read),
    ['prompt', prompt.length === 0 ? undefined : prompt.join(' ')],
    ['max_age', readSeconds(args.at('max_age'))],
    ...parameters.map((name) => [name, args.at(name).text()] as const),
    ...readExtra(args.at('extra_authorize_params')),
  ];
  const known = entries.filter(([, value]) => value !== undefined && value !== '');
  return known.length === 0 ? undefined : Object.fromEntries(known);
}

function readExtra(parameters: TrackedSetting): readonly (readonly [string, unknown])[] {
  return parameters.entries().flatMap(([name, value]) => {
    const cure = clientSecretRemedy(name);
    if (cure === undefined) return [[name, value.text()] as const];
    value.note(cure);
    return [];
  });
}

function readSeconds(found: TrackedSetting): number | undefined {
  const text = found.text();
  if (text === undefined || /^\d{1,10}$/.test(text)) return text === undefined ? undefined : Number(text);
  found.note('It should be a whole number of seconds, so it is omitted.');
  return undefined;
}
