import { Problem } from '../errors.ts';
import { type Request, readForm } from './request.ts';
import { checkReturnTo } from './return-to.ts';
import type { Site } from './site.ts';

/** What a request asks for: the parameters of its query, and the fields of its form where it posts one. */
export function parametersOf(request: Request): URLSearchParams {
  return new URLSearchParams([...request.query, ...(readForm(request) ?? [])]);
}

/**
 * Where the caller wants a login or a sign-out to lead.
 * @param names Parameters that say so; together they stand once at most.
 * @returns undefined where the caller does not say.
 * @throws Problem `return_to_not_allowed`.
 */
export function returnToOf(
  request: Request,
  { baseUrl, appOrigins }: Site,
  names: readonly string[] = ['return_to'],
): string | undefined {
  const parameters = parametersOf(request);
  const [value, ...others] = names.flatMap((name) => parameters.getAll(name));
  if (others.length > 0) throw new Problem('return_to_not_allowed', `${names.join(' or ')} stands twice`);
  return value === undefined ? undefined : checkReturnTo(value, baseUrl, appOrigins);
}
