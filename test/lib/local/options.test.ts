import { describe, expect, test } from '@jest/globals';
import { parseOptions, UsageError, usage } from '../../../lib/local/options.ts';

describe('parseOptions', () => {
  test('without arguments: port 3000, .local, provider, cdk.json', () => {
    expect(parseOptions([])).toEqual({ port: 3000, data: '.local', provider: true, asDeployed: false });
  });

  test('parses every option', () => {
    const argv = '--port 0 --host 0.0.0.0 --config c.json --data d --no-provider --as-deployed'.split(' ');
    expect(parseOptions(argv)).toEqual({
      port: 0,
      host: '0.0.0.0',
      config: 'c.json',
      data: 'd',
      provider: false,
      asDeployed: true,
    });
  });

  test('--help takes precedence', () => {
    expect(parseOptions(['--help'])).toBe('help');
    for (const option of ['--port', '--host', '--config', '--data', '--no-provider', '--as-deployed']) {
      expect(usage).toContain(option);
    }
  });

  test.each([
    [['--port', 'x'], '--port must be a number from 0 to 65534, not "x".'],
    [['--port', '65535'], '--port must be a number from 0 to 65534, not "65535".'],
    [['--port', '1e3'], '--port must be a number from 0 to 65534, not "1e3".'],
    [['--data', ''], '--data needs a value; see npm start -- --help.'],
    [['--frob'], "Unknown option '--frob'"],
    [['extra'], "Unexpected argument 'extra'"],
  ])('refuses %j in one sentence', (argv, sentence) => {
    const parse = (): unknown => parseOptions(argv);
    expect(parse).toThrow(UsageError);
    expect(parse).toThrow(sentence);
    expect(parse).not.toThrow(/\n/);
  });
});
