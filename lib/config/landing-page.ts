import type { Field } from './field.ts';

/** Maximum length of a landing page in characters. The functions have the same limit for `return_to`. */
const maximumLength = 1024;
/**
 * Pattern of a path segment. It excludes dot segments (`.` and `..`), because browsers remove them from URLs (RFC 3986
 * section 5.2.4).
 */
const segment = "(?!\\.{1,2}(?:[/?#]|$))[\\w\\-.~!$&'()*+,;=:@]+";
/** Pattern of a query or fragment. It excludes the apostrophe, which browsers percent-encode in a query. */
const rest = '(?:[\\w\\-.~!$&()*+,;=:@/?]|%[0-9A-Fa-f]{2})+';
/**
 * Pattern of a path with optional query and fragment (RFC 3986 section 3). It accepts what `return_to` may be, except
 * percent-encoding in the path.
 */
const path = new RegExp(`^/(?:${segment}(?:/${segment})*/?)?(?:\\?${rest})?(?:#${rest})?$`);
/**
 * Postern's own paths that cannot be the landing page. Some redirect to the landing page, which would be a loop. Others
 * show no page.
 */
const ownPath = /^\/(?:login|callback|logout)?(?:[?#]|$)|^\/(?:login|callback|logout)\//;

const remedy =
  'It must be a path that begins with one slash and does not start a login, for example "/account", or a URL of an origin in appOrigins.';

/**
 * Reads where the browser is redirected after a login without `return_to`: a path of Postern, or a URL of a listed
 * origin.
 * @param host Postern's own host name, if the block has a custom domain. URLs of this host are refused, because a path
 * expresses the same.
 */
export function readLandingPage(
  field: Field,
  appOrigins: readonly string[],
  host?: string,
): { readonly landingPage?: string } {
  if (field.absent) {
    return {};
  }
  const others = appOrigins.filter((origin) => origin !== `https://${host}`);
  return { landingPage: field.string((value) => isLandingPage(value, others), remedy) };
}

function isLandingPage(value: string, appOrigins: readonly string[]): boolean {
  const isOfApp = appOrigins.some(
    (origin) =>
      origin !== '' && value.startsWith(origin) && (value === origin || path.test(value.slice(origin.length))),
  );
  return value.length <= maximumLength && (isOfApp || (path.test(value) && !ownPath.test(value)));
}
