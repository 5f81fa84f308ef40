/** Claims of a token or of UserInfo, as received: every value is to be looked at before it is believed. */
export type Claims = Readonly<Record<string, unknown>>;

/** Whether the value is a JSON object. */
export function isObject(value: unknown): value is Claims {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a claim says anything: null, the empty string and the empty object do not. */
export function isPresent(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false;
  return !isObject(value) || Object.keys(value).length > 0;
}

/**
 * Parses a JSON object that came from a provider.
 * @returns undefined for anything else.
 */
export function parseObject(text: string): Claims | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    // Not JSON: the caller says what it expected and from where.
    return undefined;
  }
}
