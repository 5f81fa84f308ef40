import type { Session } from './session.ts';

/** Maximum characters of a product's name. */
const maximumName = 32;

/**
 * Display name of a session's device: browser and system if known, otherwise the first product of the User-Agent header
 * (RFC 9110 section 10.1.5), without its version.
 */
export function deviceName({ device, userAgent }: Pick<Session, 'device' | 'userAgent'>): string {
  const [product] = /^[\w!#$%&'*+.^`|~-]+/.exec(userAgent) ?? [];
  return device ?? product?.slice(0, maximumName) ?? 'Unknown device';
}
