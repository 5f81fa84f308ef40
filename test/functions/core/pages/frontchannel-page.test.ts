import { expect, test } from '@jest/globals';
import { frontchannelPage } from '../../../../functions/core/pages/index.ts';
import { tagsOf } from './markup.ts';

test('the page for a frame is a small text-only document', () => {
  const { html } = frontchannelPage();
  expect(html.startsWith('<!doctype html>\n<html lang="en">')).toBe(true);
  expect(Buffer.byteLength(html)).toBeLessThan(1024);
  const inBody = tagsOf(html.slice(html.indexOf('<body>')));
  expect(inBody.map(({ name }) => name)).toEqual(['body', 'main', 'h1', 'p']);
  for (const { attributes } of inBody) expect([...attributes]).toEqual([]);
});
