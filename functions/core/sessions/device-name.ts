import type { Session } from './session.ts';

/** Characters that a product's name may take. */
const maximumName = 32;

/**
 * What a session's device is called, for people: browser and system where they are known, else the product that the
 * User-Agent header begins with (RFC 9110 section 10.1.5), without its version.
 */
export function deviceName({ device, userAgent }: Pick<Session, 'device' | 'userAgent'>): string {
  const [product] = /^[\w!#$%&'*+.^`|~-]+/.exec(userAgent) ?? [];
  return device ?? product?.slice(0, maximumName) ?? 'Unknown device';
}
