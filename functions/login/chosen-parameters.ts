/**
 * Authorization request parameters that a client may add to its login or link request, each with the pattern that its
 * value must match.
 */
const choosable: Readonly<Record<string, RegExp>> = {
  prompt: /^(?:none|(?:login|consent|select_account)(?: (?:login|consent|select_account)){0,2})$/,
  login_hint: /^[^\p{Cc}]{1,255}$/u,
  ui_locales: /^[A-Za-z0-9]{1,8}(?:-[A-Za-z0-9]{1,8}){0,4}(?: [A-Za-z0-9]{1,8}(?:-[A-Za-z0-9]{1,8}){0,4}){0,9}$/,
  max_age: /^\d{1,9}$/,
  acr_values: /^(?=.{1,1024}$)[!-~]{1,255}(?: [!-~]{1,255}){0,9}$/,
};

/**
 * Merges additional authorization request parameters (OpenID Connect Core 1.0 section 3.1.2.1). Configured parameters
 * take precedence over those of the client's request, except that the client may shorten the configured `max_age`.
 * Duplicate or malformed parameters of that request are ignored.
 * @param query The parameters of the client's request.
 * @param configured The provider's configured parameters.
 */
export function chosenParameters(
  query: URLSearchParams,
  configured: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const chosen: Readonly<Record<string, string>> = Object.fromEntries(
    Object.entries(choosable).flatMap(([name, form]) => {
      const [value, ...others] = query.getAll(name);
      return value !== undefined && others.length === 0 && form.test(value) ? [[name, value] as const] : [];
    }),
  );
  const ages = [chosen['max_age'], configured['max_age']].filter((age) => age !== undefined).map(Number);
  return { ...chosen, ...configured, ...(ages.length > 0 && { max_age: String(Math.min(...ages)) }) };
}
