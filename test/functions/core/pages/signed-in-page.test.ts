import { describe, expect, test } from '@jest/globals';
import { signedInPage } from '../../../../functions/core/pages/index.ts';
import { tagsOf } from './markup.ts';
import { alice } from './models.ts';

describe('signed-in page', () => {
  const { html } = signedInPage(alice);

  test('says who is signed in', () => {
    expect(html).toContain('<p class="muted">You are signed in as</p>\n<h1><bdi>Alice Smith</bdi></h1>');
    const { name: _name, ...nameless } = alice.user;
    expect(signedInPage({ ...alice, user: nameless }).html).toContain('<h1><bdi>alice</bdi></h1>');
  });

  test('shows times to the minute in UTC, for people and for machines', () => {
    expect(html).toContain(
      '<dt>Created</dt><dd><time datetime="2026-01-09T08:05:59.000Z">9 Jan 2026, 08:05 UTC</time></dd>',
    );
    expect(tagsOf(html).filter(({ name }) => name === 'time')).toHaveLength(6);
  });

  test('tells a verified email address from one that is not, and leaves out an unknown one', () => {
    const { email: _email, ...user } = alice.user;
    expect(html).toContain('alice@example.com <span class="tag">verified</span>');
    expect(signedInPage({ ...alice, user: { ...alice.user, emailVerified: false } }).html).toContain('>not verified<');
    expect(signedInPage({ ...alice, user }).html).not.toContain('<dt>Email</dt>');
  });

  test('marks an external account', () => {
    expect(html).not.toContain('external');
    expect(signedInPage({ ...alice, user: { ...alice.user, external: true } }).html).toContain('>external<');
  });

  test('signs out by a form, and lets browsers send their Origin with it', () => {
    expect(html).toContain('<form method="post" action="/logout"><button class="button">Sign out</button></form>');
    expect(html).toContain('<meta name="referrer" content="same-origin">');
  });
});
