import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { isObject } from '../../functions/core/base/json.ts';
import { local, problemsOf } from '../lib/config/blocks.ts';
import { schemaErrors } from '../support/block-schema.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const pages = ['README.md', ...readdirSync(new URL('docs/', root)).filter((name) => name.endsWith('.md'))].map(
  (name) => (name === 'README.md' ? name : `docs/${name}`),
);

/** The configuration block in a JSON example: of a cdk.json, of its own, or with one provider; undefined if it has none. */
function blockIn(example: unknown): object | undefined {
  if (!isObject(example)) return undefined;
  if (isObject(example['context'])) return blockIn(example['context']['postern']);
  if (Array.isArray(example['providers'])) return example;
  return 'name' in example && 'appId' in example ? { providers: [example] } : undefined;
}

/** The block without `appSecret`, which a local run takes out of its file before the block is read. */
const withoutAppSecrets = (block: object): unknown =>
  JSON.parse(JSON.stringify(block, (key, value: unknown) => (key === 'appSecret' ? undefined : value)));

const examples = pages.flatMap((page) =>
  [...read(page).matchAll(/^ *```json\n(.*?)^ *```/gms)]
    .map(([, text = ''], index) => ({ name: `${page}, JSON example ${index + 1}`, block: blockIn(JSON.parse(text)) }))
    .filter(({ block }) => block !== undefined),
);

describe('the configuration block of', () => {
  test('examples is found', () => {
    expect(examples.filter(({ name }) => name.startsWith('docs/configuration.md')).length).toBeGreaterThanOrEqual(7);
    expect(examples.filter(({ name }) => name.startsWith('README.md')).length).toBeGreaterThanOrEqual(2);
  });

  test.each([...examples, { name: 'cdk.json', block: blockIn(JSON.parse(read('cdk.json'))) }])(
    '$name is valid for reader and schema',
    ({ block = {} }) => {
      expect(problemsOf(withoutAppSecrets(block), local)).toEqual([]);
      expect(schemaErrors(withoutAppSecrets(block))).toEqual([]);
    },
  );
});
