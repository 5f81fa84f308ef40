import { isObject, type JsonObject } from '../../../functions/core/base/json.ts';
import { LocalFailure } from '../failure.ts';
import { asArray, asObject, asString } from '../json.ts';

/** Tells whether a stream record matches the filter criteria of its event source mapping. */
export type Filter = (record: unknown) => boolean;

/**
 * Compiles the patterns of a mapping's FilterCriteria (Lambda Developer Guide: "Filter rule syntax"). A record matches
 * if it matches one of the patterns, or if there are no patterns. Throws `LocalFailure` for a rule other than a string
 * or a prefix.
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

/** Compiles the rules for one member of a record. The member's value must match one of them. */
function compileRules(rules: unknown, name: string): Filter {
  const compiled = asArray(rules, `The filter of ${name}`).map((rule): Filter => {
    if (typeof rule === 'string') return (value) => value === rule;
    if (isObject(rule) && Object.keys(rule).join() === 'prefix') {
      const prefix = asString(rule['prefix'], `The prefix of ${name}`);
      return (value) => typeof value === 'string' && value.startsWith(prefix);
    }
    throw new LocalFailure(
      `The filter of ${name} has the rule ${JSON.stringify(rule)}, which the local run does not support: add it to lib/local/events/filter.ts.`,
    );
  });
  return (value) => compiled.some((matches) => matches(value));
}
