import { isObject, type JsonObject } from '../../../functions/core/base/json.ts';
import { LocalFailure } from '../failure.ts';
import { asArray, asObject, asString } from '../json.ts';

/** Whether a stream's record is one that its mapping hands on. */
export type Filter = (record: unknown) => boolean;

/**
 * Compiles the patterns of a mapping's FilterCriteria, of which one must match, and none lets everything pass (Lambda
 * Developer Guide: "Filter rule syntax"): texts and prefixes. Throws `LocalFailure` for any other rule.
 */
export function compileFilters(patterns: readonly string[]): Filter {
  if (patterns.length === 0) return () => true;
  const filters = patterns.map((pattern) => compilePattern(asObject(JSON.parse(pattern), 'A filter pattern')));
  return (record) => filters.some((matches) => matches(record));
}

function compilePattern(pattern: JsonObject): Filter {
  const members = Object.entries(pattern).map(([name, expected]) => {
    const matches = isObject(expected) ? compilePattern(expected) : compileRules(expected, name);
    return (value: JsonObject) => Object.hasOwn(value, name) && matches(value[name]);
  });
  return (value) => isObject(value) && members.every((matches) => matches(value));
}

/** Rules for one member, of which one must match. */
function compileRules(rules: unknown, name: string): Filter {
  const compiled = asArray(rules, `The filter of ${name}`).map((rule): Filter => {
    if (typeof rule === 'string') return (value) => value === rule;
    if (isObject(rule) && Object.keys(rule).join() === 'prefix') {
      const prefix = asString(rule['prefix'], `The prefix of ${name}`);
      return (value) => typeof value === 'string' && value.startsWith(prefix);
    }
    throw new LocalFailure(
      `The filter of ${name} has the rule ${JSON.stringify(rule)}, which the local run does not know: teach it to lib/local/events/filter.ts.`,
    );
  });
  return (value) => compiled.some((matches) => matches(value));
}
