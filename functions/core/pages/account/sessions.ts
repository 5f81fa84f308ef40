import { type Html, html } from '../../base/html.ts';
import { action, tag } from '../ui/components.ts';
import { time } from '../ui/time.ts';
import type { AccountSession } from './model.ts';

/**
 * The list of the user's sessions. Each has a button that ends it, except this browser's session, which the page's
 * sign-out button ends.
 */
export function sessionList(sessions: readonly AccountSession[]): Html {
  return html`<ul class="rows" role="list">${sessions.map(sessionItem)}
</ul>
${sessions.length > 1 ? endOthers : undefined}`;
}

const endOthers = html`<div class="links">${action({
  href: '/sessions?except=current',
  text: 'End all other sessions',
  deletes: true,
})}</div>`;

function sessionItem(session: AccountSession): Html {
  const { id, current, ip, device, providerLabel, createdAt, lastSeenAt, endsAt } = session;
  const name = `End the session of ${device}, ${ip}`;
  return html`
<li class="row"><div><p class="title"><bdi>${device}</bdi> ${current ? tag('this session') : undefined}</p>
<p class="muted"><bdi>${ip}</bdi> · through <bdi>${providerLabel}</bdi></p>
<p class="muted">Last seen ${time(lastSeenAt)} · signed in ${time(createdAt)}</p>
<p class="muted">Ends ${time(endsAt)} if it is not used</p></div>
${current ? undefined : action({ href: `/sessions/${id}`, text: 'End', name, deletes: true })}</li>`;
}
