import Bowser from 'bowser';

/** Maximum stored characters of the name of a browser or operating system. */
const maximumName = 32;

/**
 * Browser and operating system of a User-Agent header, as shown on the account page: "Firefox on Linux". The header is
 * not verified, so clients can claim anything.
 * @returns undefined if the header names neither.
 */
export function deviceOf(userAgent: string): string | undefined {
  if (userAgent === '') return undefined;
  const { browser, os } = Bowser.parse(userAgent);
  const names = [browser.name, os.name].flatMap((name) => (name ? [name.slice(0, maximumName)] : []));
  return names.length === 0 ? undefined : names.join(' on ');
}
