import { describe, expect, test } from '@jest/globals';
import { providerTypes } from '../../../../functions/core/contract/provider-settings.ts';
import { signInPage } from '../../../../functions/core/pages/index.ts';
import { tagsOf } from './markup.ts';
import { authentiq, corporate } from './models.ts';

describe('sign-in page', () => {
  test('links each provider below the place for a regular form, in order', () => {
    const { html } = signInPage({ providers: [authentiq, corporate] });
    const [form, first, second] = [
      '<section id="regular-sign-in">',
      '<span>Sign in with Authentiq</span>',
      '<span>Sign in with Corporate login</span>',
    ].map((part) => html.indexOf(part));
    expect(form).toBeGreaterThan(html.indexOf('<h1>Sign in</h1>'));
    expect(first).toBeGreaterThan(form ?? Number.NaN);
    expect(second).toBeGreaterThan(first ?? Number.NaN);
    const anchors = tagsOf(html).filter(({ name }) => name === 'a');
    expect(anchors.map(({ attributes }) => attributes.get('href'))).toEqual([
      '/login/authentiq?return_to=%2Freports',
      '/login/corp',
    ]);
  });

  test('shows a configured icon instead of the built-in one', () => {
    const icon = 'data:image/png;base64,iVBORw0KGgo=';
    const images = (html: string) => tagsOf(html).filter(({ name }) => name === 'img');
    expect(images(signInPage({ providers: [corporate] }).html)).toEqual([]);
    const [image] = images(signInPage({ providers: [{ ...corporate, icon }] }).html);
    expect(image?.attributes.get('src')).toBe(icon);
    expect(image?.attributes.get('alt')).toBe('');
  });

  test('has an icon for each type', () => {
    const pages = providerTypes.map((type) => signInPage({ providers: [{ ...corporate, type }] }).html);
    expect(new Set(pages).size).toBe(providerTypes.length);
  });

  test.each([
    ['alert', 'alert'],
    ['info', 'status'],
  ] as const)('announces a notice of tone %s as %s, first in the page and in its title', (tone, role) => {
    const { html } = signInPage({ providers: [authentiq], notice: { tone, title: 'Declined', text: 'Try <again>.' } });
    expect(html).toContain('<title>Declined · Sign in · Postern</title>');
    expect(html).toContain('<p>Try &lt;again&gt;.</p>');
    expect(html.indexOf(`role="${role}"`)).toBeGreaterThan(html.indexOf('<main>'));
    expect(html.indexOf(`role="${role}"`)).toBeLessThan(html.indexOf('<h1>'));
  });

  test('says so when sign-in is switched off', () => {
    const { html } = signInPage({ providers: [] });
    expect(html).toContain('Sign-in is switched off at the moment.');
    expect(html).not.toContain('<ul');
  });
});
