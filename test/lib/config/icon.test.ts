import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ConfigProblem } from '../../../lib/config/config-error.ts';
import { Field } from '../../../lib/config/field.ts';
import { readIcon } from '../../../lib/config/icon.ts';

let directory: string;
beforeAll(() => {
  const parent = mkdtempSync(join(tmpdir(), 'postern-icon-'));
  directory = join(parent, 'app');
  mkdirSync(join(directory, 'folder.png'), { recursive: true });
  writeFileSync(join(parent, 'outside.svg'), '<svg/>');
  writeFileSync(join(directory, 'icon.svg'), '<svg/>');
  writeFileSync(join(directory, 'photo.JPG'), 'jpeg');
  writeFileSync(join(directory, 'empty.png'), '');
  writeFileSync(join(directory, 'big.png'), Buffer.alloc(32 * 1024 + 1));
  writeFileSync(join(directory, 'notes.txt'), 'text');
});
afterAll(() => rmSync(join(directory, '..'), { recursive: true }));

function read(value: unknown): { icon: string | undefined; problems: readonly ConfigProblem[] } {
  const problems: ConfigProblem[] = [];
  return { icon: readIcon(new Field('icon', value, problems), directory), problems };
}

describe('an icon', () => {
  test('is optional', () => {
    expect(read(undefined)).toEqual({ icon: undefined, problems: [] });
  });

  test.each([
    'data:image/png;base64,iVBORw0KGgo=',
    'data:image/svg+xml;base64,PHN2Zy8+',
    'data:image/svg+xml,%3Csvg%20xmlns=%22http://www.w3.org/2000/svg%22/%3E',
    `data:image/webp;base64,${Buffer.alloc(32 * 1024).toString('base64')}`,
  ])('may be %.40s', (uri) => {
    expect(read(uri)).toEqual({ icon: uri, problems: [] });
  });

  test.each([
    ['icon.svg', `data:image/svg+xml;base64,${Buffer.from('<svg/>').toString('base64')}`],
    ['./photo.JPG', `data:image/jpeg;base64,${Buffer.from('jpeg').toString('base64')}`],
  ])('may be the file %s', (path, uri) => {
    expect(read(path)).toEqual({ icon: uri, problems: [] });
  });

  test.each([
    '',
    3,
    'data:text/html;base64,PHN2Zy8+',
    'data:image/png;base64,',
    'data:image/png;base64,a',
    'data:image/png,plain',
    'data:image/svg+xml,<svg/>',
    `data:image/png;base64,${Buffer.alloc(32 * 1024 + 3).toString('base64')}`,
    `data:image/svg+xml,${'a'.repeat(1_000_000)}`,
    'https://example.com/icon.svg',
    'missing.svg',
    'notes.txt',
    'empty.png',
    'big.png',
    'folder.png',
    '../outside.svg',
    'x/../../outside.svg',
    '/etc/icon.svg',
    'icon\0.svg',
  ])('may not be %.40j', (value) => {
    expect(read(value)).toMatchObject({ icon: undefined, problems: [{ path: 'icon' }] });
  });
});
