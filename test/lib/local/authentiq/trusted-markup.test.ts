import { expect, test } from '@jest/globals';
import { html } from '../../../../functions/core/base/html.ts';
import { trustedMarkup } from '../../../../lib/local/authentiq/trusted-markup.ts';

test('trusted markup is inserted unescaped, text beside it is not', () => {
  expect(html`<p>${trustedMarkup('<hr>')}${'<hr>'}</p>`.toString()).toBe('<p><hr>&lt;hr&gt;</p>');
});
