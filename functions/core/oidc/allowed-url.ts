/**
 * A host name, or an IP address (IPv6 in brackets). The URL parser also accepts host names with characters such as `;`,
 * which could break out of a header such as a CSP.
 */
const hostname = /^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])$/;

/**
 * Whether Postern may call a provider's URL: https, without user name, password or fragment (OpenID Connect Core 1.0
 * section 16.17), and at most 2048 characters.
 * @param loopbackHttp Also allows plain http to this machine, for local runs.
 */
export function isAllowedUrl(value: string, loopbackHttp: boolean): boolean {
  if (value.length > 2048 || !URL.canParse(value)) return false;
  const url = new URL(value);
  if (url.username !== '' || url.password !== '' || url.hash !== '' || !hostname.test(url.hostname)) return false;
  return url.protocol === 'https:' || (loopbackHttp && url.protocol === 'http:' && isLoopback(url.hostname));
}

/** Whether a URL's host name is loopback, which means this machine. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
