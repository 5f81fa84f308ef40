/** What the run allows beyond a deployment. */
export interface UrlOptions {
  /** Whether plain http is accepted for loopback hosts, as local runs need. */
  readonly allowLoopbackHttp: boolean;
}

/** ASCII without spaces, controls, quotes, backslash: what survives in a URL unchanged. */
const plainUrl = /^https?:\/\/[!#-;=?-[\]_a-z~]+$/i;
/** A name or an address; the URL parser would let a wildcard pass. */
const host = /^(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])$/;
const loopbackHost = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const hostName = new RegExp(`^(?=.{1,253}$)${label}(?:\\.${label})+$`);

/**
 * Whether a value is an issuer: an https URL without query, fragment or user information
 * (OpenID Connect Discovery 1.0 section 4.1). It is used byte for byte, so nothing is normalised here.
 */
export function isIssuer(value: string, rules: UrlOptions): boolean {
  return usableUrl(value, rules) !== undefined && !/[?#@]/.test(value);
}

/** Whether a value is an origin exactly as browsers send it (RFC 6454 section 6.2): scheme, host, port where not the default. */
export function isOrigin(value: string, rules: UrlOptions): boolean {
  return usableUrl(value, rules)?.origin === value;
}

/** Whether a value is a DNS name of at least two labels, in lower case. */
export function isHostName(value: string): boolean {
  return hostName.test(value);
}

function usableUrl(value: string, rules: UrlOptions): URL | undefined {
  if (!plainUrl.test(value) || !URL.canParse(value)) {
    return undefined;
  }
  const url = new URL(value);
  const secure = url.protocol === 'https:' || (rules.allowLoopbackHttp && loopbackHost.test(url.hostname));
  return secure && host.test(url.hostname) ? url : undefined;
}
