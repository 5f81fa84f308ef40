import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { problemText } from '../../../../../functions/core/pages/index.ts';
import { problemWords } from '../../../../../functions/core/pages/problem/fill-placeholders.ts';
import { codes } from '../models.ts';

describe('problem texts', () => {
  test.each(codes)('%s has a unique title and whole sentences, with or without details', (code) => {
    for (const { title, detail } of [
      problemText(code, {}),
      problemText(code, { claim: 'email', allow: ['GET'] }, 'Authentiq'),
    ]) {
      expect(title).toMatch(/^[A-Z][^{}.]+$/);
      expect(detail).toMatch(/^[A-Z][^{}]+\.$/);
      expect(detail).not.toContain('undefined');
    }
    const others = codes.filter((other) => other !== code);
    expect(others.map((other) => problemText(other, {}).title)).not.toContain(problemText(code, {}).title);
  });

  test('names the provider by its label, never by the request', () => {
    expect(problemText('access_denied', { provider: 'authentiq' }, 'Authentiq').detail).toBe(
      'The request was declined at Authentiq. You are not signed in, and nothing was shared. ' +
        'If that was not what you wanted, try again or sign in another way.',
    );
    expect(problemText('provider_unreachable', { provider: 'call 555 now' }).detail).toMatch(
      /^The provider is not answering at the moment\./,
    );
  });

  test.each([
    ['email', 'your email address is required'],
    ['email_verified', 'a verified email address is required'],
    ['aq:location', 'your location is required'],
    ['department', 'department is required'],
    ['constructor', 'constructor is required'],
  ])('calls the claim %s by a name that a person knows', (claim, words) => {
    expect(problemText('required_claim_missing', { claim }, 'Authentiq').detail).toContain(words);
  });

  test('lists the methods that an address serves', () => {
    expect(problemText('method_not_allowed', { allow: ['GET', 'POST'] }).detail).toContain('answers GET, POST only.');
  });

  test('a filled-in value is not expanded again', () => {
    fc.assert(
      fc.property(fc.string(), (label) => {
        const detail = problemText('provider_error', { claim: 'X' }, label).detail;
        expect(detail.startsWith(`${label} answered with an error.`)).toBe(true);
      }),
      { examples: [['{claim}'], ['$&'], ['{provider}']] },
    );
  });

  test('offers to try again only where that can help', () => {
    const again = codes.filter((code) => problemWords(code, {}).steps.includes('again'));
    expect(again).toEqual([
      'login_not_found',
      'invalid_callback',
      'access_denied',
      'required_claim_missing',
      'account_pending_approval',
      'email_domain_not_allowed',
      'provider_error',
      'provider_unreachable',
      'invalid_id_token',
      'temporarily_unavailable',
      'internal_error',
    ]);
  });

  test('a person who wanted to sign out is told that nothing was done, and where to sign out', () => {
    const { title, detail } = problemText('return_to_not_allowed', { signingOut: true });
    expect(title).toBe('You were not signed out');
    expect(detail).toMatch(/so nothing was done\. Sign out on the page of your account/);
    expect(problemWords('return_to_not_allowed', { signingOut: true }).steps).toEqual(['account']);
    expect(problemText('return_to_not_allowed', {}).title).not.toBe(title);
    expect(problemText('too_large', { signingOut: true })).toEqual(problemText('too_large', {}));
  });

  test('a banned account has other words than a blocked one', () => {
    const [blocked, alsoBlocked, banned] = [{}, { banned: false }, { banned: true }].map((details) =>
      problemText('account_blocked', details),
    );
    expect(alsoBlocked).toEqual(blocked);
    expect(blocked?.title).toBe('Your account is blocked');
    expect(banned?.title).toBe('Your account is banned');
    expect(banned?.detail).toMatch(/^An administrator has banned this account/);
    expect(problemText('email_taken', { banned: true })).toEqual(problemText('email_taken', {}));
  });

  test('a person whose account the provider does not place in the organisation is told to use another one', () => {
    const claim = 'hd';
    const [shared, absent, different] = [
      { claim },
      { claim, unmet: 'absent' } as const,
      { claim, unmet: 'different' } as const,
    ];
    const titles = [shared, absent, different].map((details) => problemText('required_claim_missing', details).title);
    expect(new Set(titles).size).toBe(3);
    expect(problemText('required_claim_missing', absent, 'Google').detail).toMatch(
      /^Google did not say .* Use the account of your organisation at Google\./,
    );
    expect(problemText('required_claim_missing', different, 'Google').detail).toMatch(
      /^Your account at Google is not one .* Use another account at Google, /,
    );
    expect(problemWords('required_claim_missing', different).steps).toEqual(['again', 'sign-in']);
    expect(problemText('email_taken', absent)).toEqual(problemText('email_taken', {}));
  });

  test('a person who links a banned identity is told about the identity, not about the account', () => {
    const { title, detail } = problemText('account_blocked', { banned: true, linking: true }, 'Corp');
    expect(title).toBe('This identity is banned');
    expect(detail).toMatch(/^What you used at Corp belongs to somebody whom an administrator has banned/);
    expect(problemText('account_blocked', { linking: true })).toEqual(problemText('account_blocked', {}));
  });

  test('a person with an account is told to sign in as before, and then to link', () => {
    expect(problemText('email_taken', {}, 'Corp').detail).toMatch(
      /Sign in the way you did before, then link Corp on the page of your account\. If you cannot, ask an administrator\.$/,
    );
  });

  test.each(['email_taken', 'identity_taken', 'another_identity_linked', 'last_way_in'] as const)(
    '%s names an administrator, since a person may be unable to solve it alone',
    (code) => {
      expect(problemText(code, {}, 'Corp').detail).toMatch(/ ask an administrator[^.]*\.$/);
    },
  );

  test('a person with two accounts is not sent to unlink the only sign-in method of the other one', () => {
    const { detail } = problemText('identity_taken', {}, 'Corp');
    expect(detail).not.toMatch(/unlink/);
    expect(detail).toContain('If both accounts are yours, ask an administrator to merge them.');
  });
});
