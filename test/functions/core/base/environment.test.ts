import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { randomFraction, readFunctionSettings, requiredVariable } from '../../../../functions/core/base/environment.ts';

afterEach(() => {
  delete process.env['POSTERN_TEST'];
  delete process.env['LAMBDA_TASK_ROOT'];
});

test('random fractions are from 0 up to 1, and differ', () => {
  const fractions = Array.from({ length: 100 }, randomFraction);
  expect(fractions.filter((fraction) => fraction < 0 || fraction >= 1)).toEqual([]);
  expect(new Set(fractions).size).toBeGreaterThan(90);
});

test('a required variable must be set and not empty', () => {
  const refusal = 'the environment variable POSTERN_TEST is not set';
  expect(() => requiredVariable('POSTERN_TEST')).toThrow(refusal);
  process.env['POSTERN_TEST'] = '';
  expect(() => requiredVariable('POSTERN_TEST')).toThrow(refusal);
  process.env['POSTERN_TEST'] = 'value';
  expect(requiredVariable('POSTERN_TEST')).toBe('value');
});

test('settings are read from the file beside the code', () => {
  const directory = mkdtempSync(join(tmpdir(), 'postern-environment-'));
  writeFileSync(join(directory, 'settings.json'), '{"providers":[]}');
  process.env['LAMBDA_TASK_ROOT'] = directory;
  expect(readFunctionSettings()).toEqual({ providers: [] });
  rmSync(directory, { recursive: true });
  expect(() => readFunctionSettings()).toThrow('settings.json');
});
