import { type Html, html } from '../../base/html.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/**
 * Formats a time for people, to the minute and in UTC: a page without scripts cannot know the reader's time zone.
 * `Intl` is not used, since loading it takes longer than rendering the whole page.
 * @param iso Time in ISO 8601.
 */
export function timeText(iso: string): string {
  const moment = new Date(iso);
  const twoDigits = (value: number) => String(value).padStart(2, '0');
  const day = `${moment.getUTCDate()} ${months[moment.getUTCMonth()]} ${moment.getUTCFullYear()}`;
  const minute = `${twoDigits(moment.getUTCHours())}:${twoDigits(moment.getUTCMinutes())}`;
  return `${day}, ${minute} UTC`;
}

/**
 * Creates a `<time>` element, which people and programs can read.
 * @param iso Time in ISO 8601.
 */
export function time(iso: string): Html {
  return html`<time datetime="${iso}">${timeText(iso)}</time>`;
}
