import { type Html, html } from '../../base/html.ts';
import { foreign } from '../ui/components.ts';
import { toneIcons } from '../ui/icons.ts';
import { time } from '../ui/time.ts';
import type { MethodsChange } from './model.ts';

/**
 * The notice of the last change of the sign-in methods: what, when and from where, and what to do if it was somebody
 * else.
 */
export function methodsChangeNotice({ change, label, at, ip, device }: MethodsChange): Html {
  const from = device === undefined ? undefined : html`, with ${foreign(device)}`;
  const address = ip === undefined ? undefined : html`, from ${foreign(ip)}`;
  const remedy =
    change === 'linked'
      ? 'If it was not you, unlink it here, end all other sessions, and tell an administrator.'
      : 'If it was not you, end all other sessions, unlink what you do not know, and tell an administrator.';
  return html`<div class="notice info">
${toneIcons.waiting}<p class="title">Your ways to sign in were changed</p>
<p>${foreign(label)} was ${change} on ${time(at)}${from}${address}. ${remedy}</p>
</div>`;
}
