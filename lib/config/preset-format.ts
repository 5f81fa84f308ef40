import type { Field } from './field.ts';

/** Format that a provider type's preset requires of an issuer or scope, in addition to the general grammar. */
export interface PresetFormat {
  readonly pattern: RegExp;
  /** How to fix a value that does not match `pattern`, as a sentence. */
  readonly remedy: string;
}

/**
 * Reads a string. Reports a value that `accepts` refuses. If the preset requires a format, a value that does not match
 * the format is reported too.
 * @returns an empty string if the value was refused
 */
export function readFormatted(
  field: Field,
  accepts: (value: string) => boolean,
  remedy: string,
  format: PresetFormat | undefined,
): string {
  const value = field.string(accepts, remedy);
  if (value === '' || format === undefined || format.pattern.test(value)) {
    return value;
  }
  field.refuse(format.remedy);
  return '';
}
