import { Problem } from '../core/errors.ts';
import { mediaType, type Request, readForm } from '../core/http/request.ts';
import type { Site } from '../core/http/site.ts';
import { parseObject } from '../core/oidc/claims.ts';

/**
 * For whom a token is asked: the `audience` that a form or a JSON object names, else the listed app whose page asks, else
 * ourselves.
 * @throws Problem `audience_not_allowed` for whatever is neither our own origin nor a listed one, letter by letter.
 */
export function tokenAudience(request: Request, { baseUrl, appOrigins }: Site): string {
  const asked = askedAudience(request) ?? appOrigins.find((app) => app === request.headers['origin']) ?? baseUrl;
  if ([baseUrl, ...appOrigins].includes(asked)) return asked;
  throw new Problem('audience_not_allowed', 'the audience is neither our own origin nor a listed one');
}

function askedAudience(request: Request): string | undefined {
  if (request.body === '') return undefined;
  const [audience, ...others] = readForm(request)?.getAll('audience') ?? jsonAudience(request);
  if (others.length > 0) throw new Problem('audience_not_allowed', 'more than one audience is asked for');
  return audience;
}

/** The audiences of a JSON object: one or none. A body that cannot be read could have meant any. */
function jsonAudience(request: Request): readonly string[] {
  const document = mediaType(request) === 'application/json' ? parseObject(request.body) : undefined;
  if (document === undefined) throw new Problem('audience_not_allowed', 'the body is neither a form nor a JSON object');
  if (!Object.hasOwn(document, 'audience')) return [];
  const { audience } = document;
  if (typeof audience !== 'string') throw new Problem('audience_not_allowed', 'the audience is not a text');
  return [audience];
}
