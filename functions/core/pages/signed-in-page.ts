import { type Html, type HtmlValue, html } from './html.ts';
import { layout, type Page } from './layout.ts';
import { time } from './time.ts';

/** What the signed-in page shows. All times are ISO 8601. */
export interface SignedInModel {
  readonly user: {
    readonly name?: string;
    readonly username: string;
    readonly email?: string;
    readonly emailVerified: boolean;
    /** Whether the account came through a provider whose accounts are external. */
    readonly external: boolean;
    readonly state: string;
    readonly createdAt: string;
  };
  readonly session: {
    readonly id: string;
    readonly providerLabel: string;
    readonly createdAt: string;
    readonly lastSeenAt: string;
    readonly idleExpiresAt: string;
    readonly expiresAt: string;
  };
  readonly identities: readonly {
    readonly providerLabel: string;
    readonly uid: string;
    readonly lastSignInAt: string;
  }[];
  /** Where the sign-out form is posted. */
  readonly signOutAction: string;
}

/** The page that says who is signed in, since when and until when, with a button to sign out. */
export function signedInPage({ user, session, identities, signOutAction }: SignedInModel): Page {
  return layout({
    title: 'Signed in',
    kind: 'facts',
    postsForms: true,
    main: html`<div class="who">
<div><p class="muted">You are signed in as</p>
<h1><bdi>${user.name ?? user.username}</bdi></h1></div>
<form method="post" action="${signOutAction}"><button class="button">Sign out</button></form>
</div>
<h2>Account</h2>
${facts([
  ['Username', user.username],
  ['Email', user.email && html`${user.email} ${tag(user.emailVerified ? 'verified' : 'not verified')}`],
  ['State', html`${user.state.replaceAll('_', ' ')} ${user.external ? tag('external') : undefined}`],
  ['Created', time(user.createdAt)],
])}
<h2>This session</h2>
${facts([
  ['Signed in with', session.providerLabel],
  ['Signed in', time(session.createdAt)],
  ['Last seen', time(session.lastSeenAt)],
  ['Ends if unused', time(session.idleExpiresAt)],
  ['Ends in any case', time(session.expiresAt)],
  ['Session', html`<code>${session.id}</code>`],
])}
<h2>Connected providers</h2>
${facts(
  identities.map(({ providerLabel, uid, lastSignInAt }) => [
    providerLabel,
    html`<code>${uid}</code><br><span class="muted">last sign-in ${time(lastSignInAt)}</span>`,
  ]),
)}
<h2>For developers</h2>
<p>An app asks who is signed in with <code>GET /session</code>: 200 with these facts as JSON, or 401.</p>
<pre tabindex="0"><code>const answer = await fetch('/session');
const { user } = await answer.json();</code></pre>`,
  });
}

/** A definition list; facts that are not known are left out. */
function facts(entries: readonly (readonly [term: string, description: HtmlValue])[]): Html {
  const known = entries.filter(([, description]) => description !== undefined);
  return html`<dl>${known.map(
    ([term, description]) => html`
<div><dt>${term}</dt><dd>${description}</dd></div>`,
  )}
</dl>`;
}

function tag(text: string): Html {
  return html`<span class="tag">${text}</span>`;
}
