import type { Field } from './field.ts';

/** Format that a preset demands of an issuer or scope, beyond its grammar. */
export interface PresetFormat {
  readonly pattern: RegExp;
  /** Remedy if the pattern does not match, as a sentence. */
  readonly remedy: string;
}

/**
 * Reads a string that `accepts` returns true for and that has the preset's format, if any.
 * @returns an empty string if it was refused
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
