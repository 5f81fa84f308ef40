import { type Html, html } from '../../base/html.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/**
 * A moment as a person reads it, to the minute and in UTC, because a page without scripts cannot know the reader's
 * time zone. Written by hand: loading `Intl` costs more than the whole page.
 *
 * @param iso the moment in ISO 8601
 */
export function timeText(iso: string): string {
  const moment = new Date(iso);
  const twoDigits = (value: number) => String(value).padStart(2, '0');
  const day = `${moment.getUTCDate()} ${months[moment.getUTCMonth()]} ${moment.getUTCFullYear()}`;
  const minute = `${twoDigits(moment.getUTCHours())}:${twoDigits(moment.getUTCMinutes())}`;
  return `${day}, ${minute} UTC`;
}

/**
 * The same for a page, which tells it to machines too.
 *
 * @param iso the moment in ISO 8601
 */
export function time(iso: string): Html {
  return html`<time datetime="${iso}">${timeText(iso)}</time>`;
}
