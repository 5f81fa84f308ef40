import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { type FunctionHost, hostFunction } from '../../../../lib/local/functions/function-host.ts';

const directory = mkdtempSync(join(tmpdir(), 'postern-function-'));
writeFileSync(
  join(directory, 'index.js'),
  `let calls = 0;
  exports.handler = async (event, context) => {
    calls += 1;
    console.log('line ' + event.do);
    switch (event.do) {
      case 'throw': throw new Error('no good');
      case 'crash': setTimeout(() => { throw new Error('crashed'); }); return new Promise(() => {});
      case 'exit': process.exit(3);
      case 'hang': return new Promise(() => {});
      case 'spin': for (;;);
      case 'wait': await new Promise((resolve) => setTimeout(resolve, 150)); return 'waited';
      case 'nothing': return undefined;
      default: return { calls, env: process.env, name: context.functionName, left: context.getRemainingTimeInMillis() };
    }
  };`,
);

const log: string[] = [];
const hosts: FunctionHost[] = [];

function host(timeoutMs = 5_000, handler = 'index.handler'): FunctionHost {
  const started = hostFunction({
    name: 'login',
    directory,
    handler,
    environment: { ONLY: 'this' },
    timeoutMs,
    memoryMb: 512,
    log: (line) => log.push(line),
  });
  hosts.push(started);
  return started;
}

const call = async (target: FunctionHost, what: string): Promise<unknown> =>
  JSON.parse(await target.invoke(JSON.stringify({ do: what })));

afterEach(() => Promise.all(hosts.splice(0).map((started) => started.close())));
afterAll(() => rmSync(directory, { recursive: true }));

describe('hostFunction', () => {
  test('runs the bundle with only its own environment variables, and logs its output', async () => {
    const target = host();
    await target.ready;
    expect(await call(target, 'answer')).toEqual({
      calls: 1,
      env: { ONLY: 'this' },
      name: 'login',
      left: expect.any(Number),
    });
    expect(await call(target, 'answer')).toMatchObject({ calls: 2 });
    expect(log).toContain('line answer');
  });

  test('a result of undefined becomes null, as on Lambda', async () => {
    expect(await call(host(), 'nothing')).toBeNull();
  });

  test('an error rejects and is logged, and the worker continues', async () => {
    const target = host();
    await expect(call(target, 'throw')).rejects.toThrow('no good');
    expect(log.join('\n')).toContain('Error: no good');
    expect(await call(target, 'answer')).toMatchObject({ calls: 2 });
  });

  test.each(['crash', 'exit'])('a worker that dies (%s) fails its calls and is replaced', async (how) => {
    const target = host();
    const bystander = call(target, 'hang');
    bystander.catch(() => undefined);
    await expect(call(target, how)).rejects.toThrow(how === 'crash' ? 'crashed' : 'exit code 3');
    await expect(bystander).rejects.toThrow();
    expect(await call(target, 'answer')).toMatchObject({ calls: 1 });
  });

  test.each(['hang', 'spin'])(
    'a call that takes too long (%s) fails in Lambda’s words, and the next one works',
    async (how) => {
      const target = host(300);
      await target.ready;
      await expect(call(target, how)).rejects.toThrow(/^[\w-]+ Task timed out after 0\.30 seconds$/);
      expect(await call(target, 'answer')).toMatchObject({ calls: 1 });
    },
  );

  test('another pending call survives a timeout', async () => {
    const target = host(250);
    await target.ready;
    const hanging = call(target, 'hang');
    hanging.catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 120));
    const waiting = call(target, 'wait');
    await expect(hanging).rejects.toThrow('timed out');
    expect(await waiting).toBe('waited');
  });

  test('a bundle without the handler is reported', async () => {
    await expect(host(5_000, 'index.other').ready).rejects.toThrow('exports no function other');
  });
});
