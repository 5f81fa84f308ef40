import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allowed } from './allowed.ts';
import { type FoundExpression, findExpressions } from './find.ts';
import { superLinear } from './judge.ts';

/** Checks that each regular expression of functions/, lib/ and bin/ takes linear time (`npm run check`). */
const files = ['functions', 'lib', 'bin'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => join(folder, path))
    .sort(),
);
const found = files.flatMap((file) => findExpressions(file, (path) => readFileSync(path, 'utf8')));

const isAllowed = ({ file, source }: FoundExpression): boolean =>
  allowed.some((entry) => entry.file === file && entry.source === source);
const faults = await Promise.all(
  found
    .filter((expression) => !isAllowed(expression))
    .map(async (expression) => {
      const fault = await superLinear(expression);
      return fault === undefined
        ? []
        : [`${expression.file}:${expression.line} /${expression.source ?? '…'}/${expression.flags}: ${fault}`];
    }),
);
const stale = allowed
  .filter((entry) => !found.some(({ file, source }) => entry.file === file && entry.source === source))
  .map(({ file, source }) => `${file}: allowed.ts lists /${source ?? '…'}/, which is not there`);

const lines = [...faults.flat(), ...stale];
for (const line of lines) console.error(line);
if (lines.length === 0) console.log(`${found.length} regular expressions in ${files.length} files: linear time`);
process.exit(lines.length === 0 ? 0 : 1);
