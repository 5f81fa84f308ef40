import { describe, expect, test } from '@jest/globals';
import type { AccountModel, AccountSession } from '../../../../../functions/core/pages/index.ts';
import { accountPage } from '../../../../../functions/core/pages/index.ts';
import { style } from '../../../../../functions/core/pages/ui/style.ts';
import { tagsOf } from '../markup.ts';
import { alice } from '../models.ts';

const { html } = accountPage(alice);
const pageOf = (changes: Partial<AccountModel>) => accountPage({ ...alice, ...changes }).html;
const withProfile = (changes: object) => pageOf({ profile: { ...alice.profile, ...changes } });

/** Where the page's forms are posted, with what their buttons are called. */
function formsOf(page: string): readonly (readonly [action: string, deletes: boolean, name: string])[] {
  const forms = page.matchAll(
    /<form method="post" action="([^"]*)">(<input[^>]*>)?<button[^>]*?(?: aria-label="([^"]*)")?>/g,
  );
  return [...forms].map(([, action = '', field, name = '']) => [action, field !== undefined, name]);
}

describe('profile', () => {
  test('shows who is signed in, by name, otherwise by username', () => {
    expect(html).toContain('<h1><bdi>Alice Smith</bdi></h1>');
    const { name: _, ...nameless } = alice.profile;
    expect(pageOf({ profile: nameless })).toContain('<h1><bdi>alice</bdi></h1>');
  });

  test('omits unknown facts', () => {
    const { username, createdAt } = alice.profile;
    const bare = { username, createdAt, emailVerified: false, external: false, signInCount: 1 };
    const terms = (page: string) => Array.from(page.matchAll(/<dt>([^<]+)<\/dt>/g), ([, term]) => term);
    expect(terms(pageOf({ profile: bare }))).toEqual(['Username', 'Member since', 'Sign-ins']);
    expect(terms(html)).toHaveLength(9);
  });

  test('distinguishes verified and unverified email addresses, and external accounts', () => {
    expect(html).toContain('<bdi>alice@example.com</bdi> <span class="tag">verified</span>');
    expect(withProfile({ emailVerifiedBy: 'Corp <b>' })).toContain(
      '<span class="tag">verified by Corp &lt;b&gt;</span>',
    );
    expect(withProfile({ emailVerified: false })).toContain('<span class="tag">not verified</span>');
    expect(html).toContain('<span class="tag">external</span>');
    expect(withProfile({ external: false })).not.toContain('external');
  });

  test('shows times to the minute in UTC, for people and for machines, and the sign-in before this one', () => {
    expect(html).toContain('<dd><time datetime="2026-01-09T08:05:59.000Z">9 Jan 2026, 08:05 UTC</time></dd>');
    expect(html).toMatch(
      /<dt>Previous sign-in<\/dt><dd><time[^>]*>30 Nov 2026, 09:00 UTC<\/time> from <bdi>192\.0\.2\.9</,
    );
  });

  test('shows only the time of a sign-in from an unknown address', () => {
    const page = withProfile({ lastSignIn: { at: '2026-11-30T09:00:00.000Z' } });
    expect(page).toMatch(/<dt>Previous sign-in<\/dt><dd><time[^>]*>30 Nov 2026, 09:00 UTC<\/time><\/dd>/);
  });

  test('shows an address line by line', () => {
    expect(html).toContain('<dd><bdi class="lines">Keizersgracht 1\nAmsterdam</bdi></dd>');
    expect(style.toString()).toContain('.lines{white-space:pre-line}');
    expect(withProfile({ address: '<b>' })).toContain('<dd><bdi class="lines">&lt;b&gt;</bdi></dd>');
  });
});

describe('ways to sign in', () => {
  test('each has its own form to unlink it, and others can be linked', () => {
    expect(formsOf(html)).toEqual([
      ['/logout', false, ''],
      ['/account/providers/authentiq', true, 'Unlink Authentiq'],
      ['/account/providers/corp', true, 'Unlink Corporate login'],
      ['/account/providers/google', false, ''],
      ['/sessions/ses_2', true, 'End the session of Safari on iOS, 2001:db8::1'],
      ['/sessions?except=current', true, ''],
    ]);
    expect(html).toContain('Link Google</button>');
  });

  test('the last one cannot, and says why', () => {
    const linked = alice.linked.map((provider) => ({ ...provider, canUnlink: false }));
    const page = pageOf({ linked });
    expect(formsOf(page).map(([action]) => action)).not.toContain('/account/providers/authentiq');
    expect(page.match(/This is your last way in/g)).toHaveLength(linked.length);
    expect(html).not.toContain('last way in');
  });

  test('shows which provider is switched off, and which one the session came from', () => {
    expect(html.match(/switched off/g)).toHaveLength(1);
    expect(html).toContain('<bdi>Corporate login</bdi> <span class="tag">switched off</span>');
    expect(html.match(/unlinking it signs you out here/g)).toHaveLength(1);
  });

  test('shows no list if nothing can be linked', () => {
    expect(pageOf({ linkable: [] })).not.toContain('class="links" role="list"');
  });
});

describe('sessions', () => {
  test('this browser’s is labelled, and ends only by signing out', () => {
    expect(html).toContain('<bdi>Firefox on Linux</bdi> <span class="tag">this session</span>');
    expect(html.match(/this session/g)).toHaveLength(1);
    expect(html).not.toContain('/sessions/ses_1');
  });

  test('a single one has no button to end others', () => {
    expect(pageOf({ sessions: alice.sessions.slice(0, 1) })).not.toContain('except=current');
  });

  test('fifty are fifty rows', () => {
    const other = alice.sessions[1] as AccountSession;
    const sessions = Array.from({ length: 50 }, (_, index) => ({ ...other, id: `ses_${index}` }));
    const page = pageOf({ sessions });
    expect(page.match(/<bdi>Safari on iOS<\/bdi>/g)).toHaveLength(50);
    expect(formsOf(page).filter(([action]) => /^\/sessions\/ses_\d+$/.test(action))).toHaveLength(50);
  });
});

test('a notice comes first, is announced, and is in the title', () => {
  const page = pageOf({ notice: { title: 'Unlinked', text: 'It is gone.' } });
  expect(page).toContain('<title>Unlinked · Your account · Postern</title>');
  expect(page.indexOf('role="status"')).toBeGreaterThan(page.indexOf('<main>'));
  expect(page.indexOf('role="status"')).toBeLessThan(page.indexOf('<h1>'));
});

test('lets browsers send Origin with its forms, all of which post', () => {
  expect(html).toContain('<meta name="referrer" content="same-origin">');
  const forms = tagsOf(html).filter(({ name }) => name === 'form');
  expect(forms.map(({ attributes }) => attributes.get('method'))).toEqual(forms.map(() => 'post'));
});
