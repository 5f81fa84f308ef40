import { afterEach, expect, jest, test } from '@jest/globals';
import { describeCauses, jsonLog } from '../../../../functions/core/base/log.ts';

afterEach(() => {
  jest.restoreAllMocks();
});

test('a log line is one line of JSON', () => {
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  jsonLog('warn', 'rotation_step', { text: 'a\nb', undefined: undefined });
  expect(write.mock.calls).toEqual([['{"level":"warn","event":"rotation_step","text":"a\\nb"}\n']]);
});

test('causes are described by name and message, innermost last', () => {
  const error = new TypeError('outer', { cause: new Error('inner', { cause: 'text' }) });
  expect(describeCauses(error)).toEqual(['TypeError: outer', 'Error: inner']);
  expect(describeCauses('text')).toEqual([]);
  expect(describeCauses(undefined)).toEqual([]);
});
