import { type Html, html } from '../../base/html.ts';
import { action, facts, foreign, foreignLines, noticeBox, tag } from '../ui/components.ts';
import { layout, type Page } from '../ui/layout.ts';
import { time } from '../ui/time.ts';
import { methodsChangeNotice } from './methods-change.ts';
import type { AccountModel, AccountProfile } from './model.ts';
import { linkedProviders, linkForms } from './providers.ts';
import { sessionList } from './sessions.ts';

/** The account page: profile, sign-in methods and sessions of the signed-in user. */
export function accountPage({ profile, linked, linkable, sessions, notice, methodsChange }: AccountModel): Page {
  return layout({
    title: notice === undefined ? 'Your account' : `${notice.title} · Your account`,
    kind: 'account',
    postsForms: true,
    main: html`${notice && noticeBox({ tone: 'info', ...notice })}
${methodsChange && methodsChangeNotice(methodsChange)}
<div class="row who">
<div><p class="muted">You are signed in as</p>
<h1><bdi>${profile.name ?? profile.username}</bdi></h1></div>
${action({ href: '/logout', text: 'Sign out' })}
</div>
<h2>Profile</h2>
${profileFacts(profile)}
<h2>Ways to sign in</h2>
${linkedProviders(linked)}
${linkForms(linkable)}
<h2>Sessions</h2>
${sessionList(sessions)}`,
  });
}

function profileFacts(profile: AccountProfile): Html {
  const { email, lastSignIn } = profile;
  return facts([
    ['Username', html`${foreign(profile.username)} ${profile.external ? tag('external') : undefined}`],
    ['Email', email && html`${foreign(email)} ${tag(verification(profile))}`],
    ['Phone', foreign(profile.phone)],
    ['Organization', foreign(profile.organization)],
    ['Job title', foreign(profile.jobTitle)],
    ['Address', foreignLines(profile.address)],
    ['Member since', time(profile.createdAt)],
    ['Sign-ins', profile.signInCount],
    ['Previous sign-in', lastSignIn && traceOf(lastSignIn)],
  ]);
}

function verification({ emailVerified, emailVerifiedBy }: AccountProfile): string {
  if (!emailVerified) return 'not verified';
  return emailVerifiedBy === undefined ? 'verified' : `verified by ${emailVerifiedBy}`;
}

function traceOf({ at, ip }: NonNullable<AccountProfile['lastSignIn']>): Html {
  return html`${time(at)}${ip && html` from ${foreign(ip)}`}`;
}
