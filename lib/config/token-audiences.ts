import type { Field } from './field.ts';
import { isOrigin, type UrlOptions } from './urls.ts';

const pageRemedy = 'It must be an origin that appOrigins lists: only pages of those may request tokens.';
const audienceRemedy =
  'It must be the exact https origin of an API, without a path, for example "https://api.example.com".';

/**
 * Reads the further audiences of API tokens for pages of each listed app: its own origin is always allowed. An audience
 * may be an origin that `appOrigins` does not list, since an API needs no pages.
 */
export function readTokenAudiences(
  field: Field,
  appOrigins: readonly string[],
  options: UrlOptions,
): Readonly<Record<string, readonly string[]>> {
  const entries = field.absent ? undefined : field.entries();
  return Object.fromEntries(
    [...(entries ?? [])].map(([page, audiences]) => {
      if (!appOrigins.includes(page)) audiences.refuse(pageRemedy, 'an origin that appOrigins does not list');
      return [page, audiences.items().map((item) => item.string((value) => isOrigin(value, options), audienceRemedy))];
    }),
  );
}
