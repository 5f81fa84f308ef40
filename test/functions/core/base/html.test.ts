import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type HtmlValue, html } from '../../../../functions/core/base/html.ts';

/** What a browser makes of escaped text. */
function unescaped(markup: string): string {
  const characters: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };
  return markup.replace(/&(lt|gt|quot|#39|amp);/g, (_entity, name: string) => characters[name] ?? '');
}

describe('html', () => {
  test.each<[HtmlValue, string]>([
    ['<script>', '&lt;script&gt;'],
    ['" onclick="x', '&quot; onclick=&quot;x'],
    ["it's", 'it&#39;s'],
    ['&lt;', '&amp;lt;'],
    [7, '7'],
    [undefined, ''],
    [false, ''],
    ['', ''],
  ])('writes %j as %j', (value, expected) => {
    expect(html`${value}`.toString()).toBe(expected);
  });

  test('inserts its own results unchanged, and joins arrays of any depth', () => {
    const items = ['a', '<b>'].map((item) => html`<li>${item}</li>`);
    expect(html`<ul>${[items, [undefined, ' & ']]}</ul>`.toString()).toBe(
      '<ul><li>a</li><li>&lt;b&gt;</li> &amp; </ul>',
    );
  });

  test('any string survives as text and inside a quoted attribute', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const markup = html`${value}`.toString();
        expect(markup).not.toMatch(/[<>"']/);
        expect(unescaped(markup)).toBe(value);
      }),
    );
  });

  test('an object that only resembles a result is escaped', () => {
    const impostor = Object.assign(['<b>'], { toString: () => '<i>' });
    expect(html`${impostor}`.toString()).toBe('&lt;b&gt;');
  });
});
