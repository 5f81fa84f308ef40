import { describe, expect, test } from '@jest/globals';
import { problemPage } from '../../../../../functions/core/pages/index.ts';
import { tagsOf } from '../markup.ts';

const links = { signInHref: '/login?auto_sign_in=false', startAgainHref: '/login/authentiq', accountHref: '/account' };

/** Where the page's links lead, in order. */
function hrefs(html: string): readonly (string | undefined)[] {
  const anchors = tagsOf(html).filter(({ name }) => name === 'a');
  return anchors.map(({ attributes }) => attributes.get('href'));
}

describe('problem page', () => {
  test('says what happened, what to do, and what to quote', () => {
    const { html } = problemPage({
      ...links,
      code: 'required_claim_missing',
      details: { claim: 'email' },
      providerLabel: 'Authentiq',
      requestId: 'req-1',
    });
    expect(html).toContain('<h1>Something required was not shared</h1>');
    expect(html).toContain(
      '<p>To sign you in, your email address is required, and Authentiq did not share it or has not verified it.</p>',
    );
    expect(html).toContain('Quote <code>required_claim_missing</code> and <code>req-1</code>.');
    expect(hrefs(html)).toEqual(['/login/authentiq', '/login?auto_sign_in=false']);
  });

  test('links to the sign-in page if no login can be restarted', () => {
    const { html } = problemPage({
      signInHref: '/login',
      accountHref: '/account',
      code: 'login_not_found',
      details: {},
    });
    expect(hrefs(html)).toEqual(['/login']);
    expect(html).toContain('>Go to the sign-in page</a>');
    expect(html).toContain('Quote <code>login_not_found</code>.');
  });

  test('tells a person who waits for approval that nothing else is needed', () => {
    const { html } = problemPage({ ...links, code: 'account_pending_approval', details: {} });
    expect(html).toContain('An administrator has to approve your account');
    expect(html).toContain('Nothing else is needed from you.');
    expect(hrefs(html)).toEqual(['/login/authentiq']);
    const nowhere = problemPage({
      signInHref: '/login',
      accountHref: '/account',
      code: 'account_pending_approval',
      details: {},
    });
    expect(hrefs(nowhere.html)).toEqual([]);
  });

  test('shows since when an approval is pending', () => {
    const details = { requestedAt: '2026-01-09T08:05:59.000Z' };
    const { html } = problemPage({ ...links, code: 'account_pending_approval', details });
    expect(html).toContain('before you can sign in. You asked for it on 9 Jan 2026, 08:05 UTC.</p>');
  });

  test.each([
    ['identity_taken', ['/account']],
    ['another_identity_linked', ['/account', '/login?auto_sign_in=false']],
    ['last_way_in', ['/account']],
    ['provider_disabled', ['/login?auto_sign_in=false']],
  ] as const)('%s: leads to where it can be put right', (code, expected) => {
    const { html } = problemPage({ ...links, code, details: {} });
    expect(hrefs(html)).toEqual(expected);
    expect(html.match(/class="button primary"/g)).toHaveLength(1);
  });
});
