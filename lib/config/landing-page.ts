import type { Field } from './field.ts';

/** Characters, as many as the functions take for `return_to`. */
const maximumLength = 1024;
/** What a browser would resolve away (RFC 3986 section 5.2.4) is no segment here. */
const segment = "(?!\\.{1,2}(?:[/?#]|$))[\\w\\-.~!$&'()*+,;=:@]+";
/** Without the apostrophe, which browsers encode in a query. */
const rest = '(?:[\\w\\-.~!$&()*+,;=:@/?]|%[0-9A-Fa-f]{2})+';
/** A path, query and fragment (RFC 3986 section 3): what the functions accept as `return_to`, less encoding in paths. */
const path = new RegExp(`^/(?:${segment}(?:/${segment})*/?)?(?:\\?${rest})?(?:#${rest})?$`);
/** Paths here that lead on to the landing page themselves, or to no page at all. */
const ownPath = /^\/(?:login|callback|logout)?(?:[?#]|$)|^\/(?:login|callback|logout)\//;

const cure =
  'It must be a path that begins with one slash and is not a way to sign in, "/account", or a URL of an origin in appOrigins.';

/**
 * Reads where a login leads that was started without `return_to`: a path here, or a URL of a listed origin.
 * @param host Our own host name, where the configuration says it: also by its URL a path here is one.
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
  return { landingPage: field.string((value) => isLandingPage(value, others), cure) };
}

function isLandingPage(value: string, appOrigins: readonly string[]): boolean {
  const isOfApp = appOrigins.some(
    (origin) =>
      origin !== '' && value.startsWith(origin) && (value === origin || path.test(value.slice(origin.length))),
  );
  return value.length <= maximumLength && (isOfApp || (path.test(value) && !ownPath.test(value)));
}
