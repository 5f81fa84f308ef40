import type { Session } from './session.ts';

/** Maximum characters of the product name that is taken from a User-Agent header. */
const maximumName = 32;

/**
 * Display name of a session's device, for lists of sessions. It is the browser and operating system if known, and
 * otherwise the first product in the User-Agent header (RFC 9110 section 10.1.5) without its version.
 */
export function deviceName({ device, userAgent }: Pick<Session, 'device' | 'userAgent'>): string {
  const [product] = /^[\w!#$%&'*+.^`|~-]+/.exec(userAgent) ?? [];
  return device ?? product?.slice(0, maximumName) ?? 'Unknown device';
}
