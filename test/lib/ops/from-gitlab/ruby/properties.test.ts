import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { OpsFailure } from '../../../../../lib/ops/cli/failure.ts';
import { readRuby as readInWorker } from '../../../../../lib/ops/from-gitlab/ruby/index.ts';
import { UnreadableSettings } from '../../../../../lib/ops/from-gitlab/unreadable.ts';
import { runs } from '../../../../support/fuzz/runs.ts';
import { plain, readRuby } from '../support.ts';

const byRuby = { unknown: expect.stringMatching(/^Only Ruby can work this value out/) };

describe('properties', () => {
  /** A value with its literal in Ruby. */
  const { value: written } = fc.letrec<{ value: readonly [unknown, string] }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom<readonly [unknown, string]>([true, 'true'], [false, 'false'], [null, 'nil']),
      fc.integer().map((number) => [number, String(number)] as const),
      fc
        .tuple(fc.string({ unit: 'grapheme' }), fc.boolean())
        .map(([text, single]) => [text, textLiteral(text, single)] as const),
      fc.array(fc.stringMatching(/^[a-z_]{1,5}$/)).map((words) => [words, `%w[${words.join('  ')}]`] as const),
      fc
        .array(tie('value'))
        .map(
          (items) =>
            [items.map(([value]) => value), `[\n${items.map(([, text]) => `${text}, # [{'\n`).join('')}]`] as const,
        ),
      fc
        .array(fc.tuple(fc.string(), tie('value'), fc.boolean()))
        .map(
          (entries) =>
            [
              Object.fromEntries(entries.map(([key, [value]]) => [key, value])),
              `{ ${entries.map(([key, [, text], arrow]) => `${textLiteral(key, arrow)}${arrow ? ' =>' : ':'} ${text}`).join(', ')} }`,
            ] as const,
        ),
    ),
  }));

  test('a literal is read back, whatever surrounds it', () => {
    fc.assert(
      fc.property(written, ([value, literal]) => {
        const source = `x['a'] = ${literal}\ngitlab_rails['x'] = ${literal}\ngitlab_rails['y'] = [f(${literal}), ${literal}]\n`;
        const { settings } = readRuby(source);
        expect(plain(settings.get('x')?.value)).toEqual(value);
        expect(plain(settings.get('y')?.value)).toEqual([byRuby, value]);
      }),
    );
  });

  test('any text is read, or refused with one of its lines', () => {
    const piece = fc.constantFrom(
      ...[
        "gitlab_rails['x'] = ",
        "'",
        '"',
        '#{',
        '}',
        '{',
        '[',
        ']',
        '(',
        ')',
        '\n',
        ',',
        '=>',
        ':a',
        'b:',
        '%w[',
        '<<A',
        '\nA\n',
      ],
      ...[
        '\\',
        '/',
        ' do',
        ' end',
        'if ',
        '=begin',
        '\n=end\n',
        '#',
        '\r',
        '\0',
        '|',
        ';',
        '.',
        '__END__',
        '-',
        '1',
        '_',
        '<<~',
      ],
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(piece).map((pieces) => pieces.join('')),
        ),
        (source) => {
          try {
            expect(readRuby(source).settings).toBeInstanceOf(Map);
          } catch (error) {
            expect(error).toBeInstanceOf(UnreadableSettings);
            const line = Number(/^Line (\d+): /.exec((error as Error).message)?.[1]);
            expect(line).toBeGreaterThan(0);
            expect(line).toBeLessThanOrEqual(source.split('\n').length);
          }
        },
      ),
      { numRuns: runs(2000) },
    );
  });

  test.each([
    ['one line', 'x '],
    ['slashes', '/['],
    ['percents', '%'],
    ['open hashes of texts', "{'"],
    ['heredocs', '<<A,'],
    ['comments', '=begin'],
    ['symbols', ':'],
    ['nested items', '[[1].x],'],
    ['lists in one another', '['],
    ['texts in one another', '"#{'],
    ['question marks', '?'],
    ['ampersands', '&'],
  ])(
    'half a megabyte of %s is read or refused in time',
    async (_name, piece) => {
      const started = process.cpuUsage();
      try {
        const { settings } = await readInWorker(`gitlab_rails['x'] = ${piece.repeat(500_000 / piece.length)}`);
        expect(settings).toBeInstanceOf(Map);
      } catch (error) {
        expect(error).toBeInstanceOf(OpsFailure);
        expect((error as Error).message).toMatch(/cannot be read as Ruby/);
      }
      expect(process.cpuUsage(started).user / 1_000).toBeLessThan(10_000);
    },
    15_000,
  );

  test('a file is read after one that crashed the parser', async () => {
    await expect(readInWorker(`x = ${'['.repeat(10_000)}`)).rejects.toThrow(OpsFailure);
    const { settings } = await readInWorker("gitlab_rails['x'] = 1");
    expect(plain(settings.get('x')?.value)).toBe(1);
  });
});

function textLiteral(text: string, single: boolean): string {
  return single
    ? `'${text.replaceAll(/['\\]/g, '\\$&')}'`
    : `"${text.replaceAll(/["\\#]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}
