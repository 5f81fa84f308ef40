import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFile(new URL(path, root), 'utf8');

/** Folders below one of the root that hold TypeScript files, as paths from the root. */
async function codeFolders(top: string): Promise<string[]> {
  const files = await readdir(new URL(`${top}/`, root), { recursive: true });
  return [...new Set(files.filter((name) => name.endsWith('.ts')).map((name) => dirname(`${top}/${name}`)))];
}

/** Markdown files directly in a folder, as paths from the root. */
async function pagesIn(folder: string): Promise<string[]> {
  const names = await readdir(new URL(folder, root));
  return names.filter((name) => name.endsWith('.md')).map((name) => `${folder}${name}`);
}

const pages = [...(await pagesIn('')), ...(await pagesIn('docs/')), ...(await pagesIn('docs/decisions/'))];

/** Paths from the root that a page names in backticks; a path of placeholders or patterns is none. */
const backtickedPaths = (text: string) =>
  [...text.matchAll(/`((?:lib|functions|bin|test|bench|docs)\/[\w./-]*)`/g)].map(([, path]) => String(path));

/** Targets of a page's links within the repository: path from the root, and anchor with `#` or nothing. */
function linkTargets(page: string, text: string): { path: string; anchor: string }[] {
  const targets = [...text.matchAll(/\]\(([^)\s]+)/g)].map(([, target]) => String(target));
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => new URL(target, new URL(page, root)))
    .map(({ pathname, hash }) => ({ path: pathname.slice(root.pathname.length), anchor: hash }));
}

/** Anchors of a page's headings, as GitHub makes them. */
function anchorsOf(text: string): string[] {
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => String(heading));
  return headings.map(
    (heading) =>
      `#${heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-')}`,
  );
}

test('the map of the code lists every folder of lib and functions, and no other', async () => {
  const map = /^```text\n(.*?)^```/ms.exec(await read('docs/architecture.md'))?.[1] ?? '';
  const listed = map.match(/^(?:lib|functions)\b\S*/gm) ?? [];
  expect(listed.toSorted()).toEqual([...(await codeFolders('lib')), ...(await codeFolders('functions'))].toSorted());
});

describe('paths in the documentation', () => {
  test.each(pages)('%s names only files and folders that exist', async (page) => {
    const text = await read(page);
    const named = [...backtickedPaths(text), ...linkTargets(page, text).map(({ path }) => path)];
    expect(named.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
  });

  test.each(pages)('%s links only to headings that exist', async (page) => {
    const broken: string[] = [];
    for (const { path, anchor } of linkTargets(page, await read(page))) {
      if (anchor !== '' && !anchorsOf(await read(path)).includes(anchor)) broken.push(path + anchor);
    }
    expect(broken).toEqual([]);
  });
});
