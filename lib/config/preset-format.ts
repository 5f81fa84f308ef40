import type { Field } from './field.ts';

/** What a provider's type asks of a value beyond its grammar. */
export interface PresetFormat {
  readonly pattern: RegExp;
  /** What to do where the pattern does not match, as a sentence. */
  readonly cure: string;
}

/**
 * Reads a string that `accepts` holds for and that has the shape, where there is one.
 * @returns the empty string where it was refused
 */
export function readFormatted(
  field: Field,
  accepts: (value: string) => boolean,
  cure: string,
  format: PresetFormat | undefined,
): string {
  const value = field.string(accepts, cure);
  if (value === '' || format === undefined || format.pattern.test(value)) {
    return value;
  }
  field.refuse(format.cure);
  return '';
}
