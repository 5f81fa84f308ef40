/** A host name or an IP address. The URL parser accepts more, which could break out of a header such as a CSP. */
const hostname = /^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])$/;

/**
 * Whether a provider's URL may be called: https, no userinfo, no fragment (OpenID Connect Core 1.0 section 16.17).
 * @param loopbackHttp Also allows plain http to this machine, for local runs.
 */
export function isAllowedUrl(value: string, loopbackHttp: boolean): boolean {
  if (value.length > 2048 || !URL.canParse(value)) return false;
  const url = new URL(value);
  if (url.username !== '' || url.password !== '' || url.hash !== '' || !hostname.test(url.hostname)) return false;
  return url.protocol === 'https:' || (loopbackHttp && url.protocol === 'http:' && isLoopback(url.hostname));
}

/** Whether a URL's host name is loopback. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
