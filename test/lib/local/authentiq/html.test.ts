import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { html, trusted } from '../../../../lib/local/authentiq/html.ts';

test('escapes text, keeps markup, joins lists, leaves out nothing', () => {
  expect(
    html`<p title="${'"a" & \'b\''}">${['<i>', html`<b>${1}</b>`]}${undefined}${false}${trusted('<hr>')}</p>`.markup,
  ).toBe('<p title="&quot;a&quot; &amp; &#39;b&#39;">&lt;i&gt;<b>1</b><hr></p>');
});

test('no text ends an element or an attribute', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(html`${text}`.markup).not.toMatch(/[<>"']/);
    }),
  );
});
