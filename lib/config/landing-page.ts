import type { Field } from './field.ts';

/** In characters, as for `return_to` in the functions. */
const maximumLength = 1024;
/** Path segment, except dot segments, which browsers remove (RFC 3986 section 5.2.4). */
const segment = "(?!\\.{1,2}(?:[/?#]|$))[\\w\\-.~!$&'()*+,;=:@]+";
/** Query or fragment, without the apostrophe, which browsers encode in a query. */
const rest = '(?:[\\w\\-.~!$&()*+,;=:@/?]|%[0-9A-Fa-f]{2})+';
/** Path, query and fragment (RFC 3986 section 3), as in `return_to` but without percent-encoding in the path. */
const path = new RegExp(`^/(?:${segment}(?:/${segment})*/?)?(?:\\?${rest})?(?:#${rest})?$`);
/** Own paths that redirect to the landing page, which would be a loop, or have no page. */
const ownPath = /^\/(?:login|callback|logout)?(?:[?#]|$)|^\/(?:login|callback|logout)\//;

const remedy =
  'It must be a path that begins with one slash and does not start a login, for example "/account", or a URL of an origin in appOrigins.';

/**
 * Reads the destination of logins without `return_to`: a path of Postern, or a URL of a listed origin.
 * @param host Postern's own host name, if the block has a custom domain: its URLs are refused, as a path says the same.
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
