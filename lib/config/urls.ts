/** Options for checking URLs. */
export interface UrlOptions {
  /** Whether http is accepted for loopback hosts, which local runs need. */
  readonly allowLoopbackHttp: boolean;
}

/**
 * An http or https URL of ASCII characters without spaces, control characters, quotes and backslash: characters that
 * URL parsers leave unchanged.
 */
const plainUrl = /^https?:\/\/[!#-;=?-[\]_a-z~]+$/i;
/** Host name or IP address. The URL parser alone would also accept a wildcard (`*.example.com`). */
const host = /^(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])$/;
const loopbackHost = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const hostName = new RegExp(`^(?=.{1,253}$)${label}(?:\\.${label})+$`);

/**
 * Whether a value is an issuer: an https URL without query, fragment or user information
 * (OpenID Connect Discovery 1.0 section 4.1). Issuers are compared byte for byte, so nothing is normalised.
 */
export function isIssuer(value: string, options: UrlOptions): boolean {
  return usableUrl(value, options) !== undefined && !/[?#@]/.test(value);
}

/** Whether a value is an origin as browsers send it (RFC 6454 section 6.2): scheme, host, and any non-default port. */
export function isOrigin(value: string, options: UrlOptions): boolean {
  return usableUrl(value, options)?.origin === value;
}

/** Whether a value is a DNS name of at least two labels, in lower case. */
export function isHostName(value: string): boolean {
  return hostName.test(value);
}

function usableUrl(value: string, options: UrlOptions): URL | undefined {
  if (!plainUrl.test(value) || !URL.canParse(value)) {
    return undefined;
  }
  const url = new URL(value);
  const secure = url.protocol === 'https:' || (options.allowLoopbackHttp && loopbackHost.test(url.hostname));
  return secure && host.test(url.hostname) ? url : undefined;
}
