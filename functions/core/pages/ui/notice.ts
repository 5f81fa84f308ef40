import { type Html, html } from './html.ts';
import { toneIcons } from './icons.ts';

/** What the visitor should know first: `alert` where something went wrong, `info` where all is well. */
export interface Notice {
  readonly tone: 'info' | 'alert';
  readonly title: string;
  readonly text: string;
}

/** The box that announces it, at the top of a page. */
export function noticeBox({ tone, title, text }: Notice): Html {
  return html`<div class="notice ${tone}" role="${tone === 'alert' ? 'alert' : 'status'}">
${tone === 'alert' ? toneIcons.alert : toneIcons.done}<p class="title">${title}</p>
<p>${text}</p>
</div>`;
}
