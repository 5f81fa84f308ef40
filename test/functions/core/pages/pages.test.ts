import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  accountPage,
  type Page,
  problemPage,
  signInPage,
  styleSource,
} from '../../../../functions/core/pages/index.ts';
import { skeleton, tagsOf, withoutStyle } from './markup.ts';
import { alice, authentiq, codes, corporate, methodsChange } from './models.ts';

const links = {
  signInHref: '/login',
  accountHref: '/account',
  startAgainHref: '/login/authentiq',
  requestId: 'req-1',
  providerLabel: 'Authentiq',
};
const notice = { tone: 'alert', title: 'Sign-in was declined', text: 'Try again.' } as const;

const pages: readonly (readonly [string, Page])[] = [
  ['sign-in page', signInPage({ providers: [authentiq, corporate] })],
  [
    'sign-in page with ten providers and a notice',
    signInPage({ providers: Array(5).fill([authentiq, corporate]).flat(), notice }),
  ],
  ['sign-in page without providers', signInPage({ providers: [] })],
  ['account page', accountPage(alice)],
  ['account page with a notice', accountPage({ ...alice, notice })],
  ['account page with a change of the sign-in methods', accountPage({ ...alice, methodsChange })],
  ...codes.map((code) => [`page for ${code}`, problemPage({ ...links, code, details: {} })] as const),
];

describe.each(pages)('%s', (_name, { html }) => {
  const tags = tagsOf(html);
  const named = (name: string) => tags.filter((tag) => tag.name === name);

  test('is a complete document with one language, title, main part and top heading', () => {
    expect(html.startsWith('<!doctype html>\n<html lang="en">')).toBe(true);
    expect(html).toMatch(/<title>[^<]+<\/title>/);
    expect(named('meta').map((tag) => tag.attributes.get('content'))).toContain('width=device-width, initial-scale=1');
    expect(named('main')).toHaveLength(1);
    const [first, ...others] = tags.map(({ name }) => name).filter((name) => /^h[1-6]$/.test(name));
    expect(first).toBe('h1');
    expect(others.every((name) => name === 'h2')).toBe(true);
  });

  test('has nothing that its Content-Security-Policy would block', () => {
    expect(named('script')).toEqual([]);
    for (const { attributes } of tags) {
      expect([...attributes.keys()].filter((name) => name === 'style' || name.startsWith('on'))).toEqual([]);
      expect(attributes.get('src') ?? 'data:').toMatch(/^data:/);
    }
    const digest = createHash('sha256').update(withoutStyle(html).style).digest('base64');
    expect(styleSource).toBe(`'sha256-${digest}'`);
  });

  test('labels its controls and images', () => {
    for (const { attributes } of named('svg')) expect(attributes.get('aria-hidden')).toBe('true');
    for (const { attributes } of named('img')) expect(attributes.get('alt')).toBe('');
    expect(html).not.toMatch(/<(a|button|h1|h2|p|dd|dt)\b[^>]*>\s*<\/\1>/);
  });

  test('is under 12 KB', () => {
    expect(Buffer.byteLength(html)).toBeLessThan(12_288);
  });
});

describe('escaping', () => {
  /** Strings that try to leave their place, and any other. */
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1 }),
    fc
      .array(
        fc.constantFrom('<', '>', '"', "'", '&', '</style>', '<script>', '-->', ' onload=x', '`', '\n', '{claim}'),
        {
          minLength: 1,
        },
      )
      .map((parts) => parts.join('')),
  );

  /** The page keeps the form that it has with harmless values. */
  function keepsItsForm(build: (value: string) => Page): void {
    const expected = skeleton(build('x').html);
    fc.assert(fc.property(hostile, (value) => expect(skeleton(build(value).html)).toEqual(expected)));
  }

  test('sign-in page', () => {
    keepsItsForm((value) =>
      signInPage({
        providers: [{ name: value, label: value, type: 'openid_connect', icon: value, href: value }],
        notice: { tone: 'info', title: value, text: value },
      }),
    );
  });

  test.each(codes)('page for %s', (code) => {
    keepsItsForm((value) =>
      problemPage({
        code,
        details: { provider: value, claim: value, allow: [value], returnTo: value },
        providerLabel: value,
        startAgainHref: value,
        signInHref: value,
        accountHref: value,
        reauthentication: [{ href: value, text: value }],
        requestId: value,
      }),
    );
  });

  test('account page', () => {
    const { profile, linked, linkable, sessions } = alice;
    keepsItsForm((value) =>
      accountPage({
        profile: {
          ...profile,
          ...{ name: value, username: value, email: value, phone: value, organization: value, jobTitle: value },
          ...{ address: value, lastSignIn: { at: profile.createdAt, ip: value } },
        },
        linked: linked.map((one) => ({ ...one, name: value, label: value, icon: value, uid: value })),
        linkable: linkable.map((one) => ({ ...one, name: value, label: value, icon: value })),
        sessions: sessions.map((one) => ({ ...one, id: value, device: value, providerLabel: value, ip: value })),
        notice: { title: value, text: value },
        methodsChange: { ...methodsChange, label: value, ip: value, device: value },
      }),
    );
  });
});
