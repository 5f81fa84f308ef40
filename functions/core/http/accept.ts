/** What a client can be answered with. */
export type Representation = 'html' | 'json';

function quality(range: string): number {
  const match = /;\s*q=([01](?:\.\d{0,3})?)\s*(?:;|$)/i.exec(range);
  return match?.[1] === undefined ? 1 : Number(match[1]);
}

function bestQuality(ranges: readonly string[], types: readonly string[]): number {
  const named = ranges.filter((range) => types.includes((range.split(';')[0] ?? '').trim().toLowerCase()));
  return Math.max(0, ...named.map(quality));
}

/**
 * Chooses the representation by the Accept header (RFC 9110 section 12.5.1): the one that is named with the higher
 * quality. Where neither is named, as with curl's and fetch's wildcard, the route's own default stands.
 */
export function preferred(accept: string | undefined, otherwise: Representation): Representation {
  const ranges = (accept ?? '').split(',');
  const html = bestQuality(ranges, ['text/html', 'application/xhtml+xml']);
  const json = bestQuality(ranges, ['application/json', 'application/problem+json']);
  if (html === json) return html === 0 ? otherwise : 'html';
  return json > html ? 'json' : 'html';
}
