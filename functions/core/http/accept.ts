/** Representation of a response. */
export type Representation = 'html' | 'json';

/** Media types of a representation, and the range that includes them (RFC 9110 section 12.5.1). */
const mediaRanges = {
  html: { types: ['text/html', 'application/xhtml+xml'], range: 'text/*' },
  json: { types: ['application/json', 'application/problem+json'], range: 'application/*' },
};

/** Quality of a representation that the header does not name: below the least named one, above "not acceptable". */
const unnamed = 0.0005;

/** Quality of one media range; 0 means "not acceptable" (RFC 9110 section 12.4.2). */
function quality(range: string): number {
  const match = /;\s*q=([01](?:\.\d{0,3})?)\s*(?:;|$)/i.exec(range);
  return match?.[1] === undefined ? 1 : Number(match[1]);
}

/** Best quality of a representation. A named media type takes precedence over a range that includes it. */
function bestQuality(accept: readonly string[], { types, range }: (typeof mediaRanges)[Representation]): number {
  const named = (names: readonly string[]) =>
    accept.filter((item) => names.includes((item.split(';')[0] ?? '').trim().toLowerCase()));
  const [exact, included] = [named(types), named([range])];
  const matching = exact.length > 0 ? exact : included;
  return matching.length > 0 ? Math.max(...matching.map(quality)) : unnamed;
}

/**
 * Selects the representation by the Accept header (RFC 9110 section 12.5.1): the one with the higher quality. If the
 * header names neither, as with the wildcard of curl and fetch, or refuses both, the route's `fallback` applies.
 */
export function preferredRepresentation(accept: string | undefined, fallback: Representation): Representation {
  const ranges = (accept ?? '').split(',');
  const [html, json] = [bestQuality(ranges, mediaRanges.html), bestQuality(ranges, mediaRanges.json)];
  if (html === json) return html > unnamed ? 'html' : fallback;
  return json > html ? 'json' : 'html';
}
