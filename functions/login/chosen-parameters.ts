/** Authorization request parameters that the caller of a login may choose, each with the form it must have. */
const choosable: Readonly<Record<string, RegExp>> = {
  prompt: /^(?:none|(?:login|consent|select_account)(?: (?:login|consent|select_account)){0,2})$/,
  login_hint: /^[^\p{Cc}]{1,255}$/u,
  ui_locales: /^[A-Za-z0-9]{1,8}(?:-[A-Za-z0-9]{1,8}){0,4}(?: [A-Za-z0-9]{1,8}(?:-[A-Za-z0-9]{1,8}){0,4}){0,9}$/,
  max_age: /^\d{1,9}$/,
};

/**
 * The parameters of the query that go on to the provider (OpenID Connect Core 1.0 section 3.1.2.1). What stands twice or
 * has another form is left out: the login goes on with what is configured.
 */
export function chosenParameters(query: URLSearchParams): Readonly<Record<string, string>> {
  const chosen = Object.entries(choosable).flatMap(([name, form]) => {
    const [value, ...others] = query.getAll(name);
    return value !== undefined && others.length === 0 && form.test(value) ? [[name, value] as const] : [];
  });
  return Object.fromEntries(chosen);
}
