import Bowser from 'bowser';

/** Characters that a browser's and a system's name may take of the session's item. */
const maximumName = 32;

/**
 * What a User-Agent header says of browser and system, for people: "Firefox on Linux".
 * @returns undefined where it says nothing known. It is the client's own word, fit for recognising a device and no more.
 */
export function deviceOf(userAgent: string): string | undefined {
  if (userAgent === '') return undefined;
  const { browser, os } = Bowser.parse(userAgent);
  const names = [browser.name, os.name].flatMap((name) => (name ? [name.slice(0, maximumName)] : []));
  return names.length === 0 ? undefined : names.join(' on ');
}
