/** Representation in which a response is sent: an HTML page or a JSON document. */
export type Representation = 'html' | 'json';

/**
 * Media types of each representation, and the media range (such as `text/*`) that includes them (RFC 9110 section
 * 12.5.1).
 */
const mediaRanges = {
  html: { types: ['text/html', 'application/xhtml+xml'], range: 'text/*' },
  json: { types: ['application/json', 'application/problem+json'], range: 'application/*' },
};

/**
 * Quality assumed for a representation that the Accept header does not mention. It is below the least quality that a
 * header can give (0.001), and above 0, which means "not acceptable".
 */
const unnamed = 0.0005;

/** Quality (`q`) of one media range, 1 by default; 0 means "not acceptable" (RFC 9110 section 12.4.2). */
function quality(range: string): number {
  const match = /;\s*q=([01](?:\.\d{0,3})?)\s*(?:;|$)/i.exec(range);
  return match?.[1] === undefined ? 1 : Number(match[1]);
}

/**
 * Best quality that the Accept header gives a representation. A media type that the header lists takes precedence over
 * a range that includes it.
 */
function bestQuality(accept: readonly string[], { types, range }: (typeof mediaRanges)[Representation]): number {
  const named = (names: readonly string[]) =>
    accept.filter((item) => names.includes((item.split(';')[0] ?? '').trim().toLowerCase()));
  const [exact, included] = [named(types), named([range])];
  const matching = exact.length > 0 ? exact : included;
  return matching.length > 0 ? Math.max(...matching.map(quality)) : unnamed;
}

/**
 * Selects the representation with the higher quality in the Accept header (RFC 9110 section 12.5.1); HTML if both are
 * equal. The route's `fallback` applies if the header refuses both or mentions neither. For example, curl and fetch
 * send only the full wildcard.
 */
export function preferredRepresentation(accept: string | undefined, fallback: Representation): Representation {
  const ranges = (accept ?? '').split(',');
  const [html, json] = [bestQuality(ranges, mediaRanges.html), bestQuality(ranges, mediaRanges.json)];
  if (html === json) return html > unnamed ? 'html' : fallback;
  return json > html ? 'json' : 'html';
}
