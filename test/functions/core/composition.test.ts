import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { compose } from '../../../functions/core/composition.ts';
import { providerSettings } from './support/settings.ts';

const directory = mkdtempSync(join(tmpdir(), 'postern-composition-'));
const settings = {
  providers: [providerSettings(), providerSettings({ name: 'corp-2', issuer: 'https://second.example.com' })],
  appOrigins: ['https://app.example.com'],
  cookieDomain: 'example.com',
};
const environment = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  LAMBDA_TASK_ROOT: directory,
  POSTERN_BASE_URL: 'https://login.example.com',
  POSTERN_TABLE_NAME: 'table',
  POSTERN_SESSION_KEYS_SECRET_ARN: 'arn:keys',
};

beforeEach(() => {
  Object.assign(process.env, environment);
  writeFileSync(join(directory, 'settings.json'), JSON.stringify(settings));
});
afterAll(() => rmSync(directory, { recursive: true }));

describe('compose', () => {
  test('creates the ports from settings file and environment', () => {
    const ports = compose('login');
    expect(ports.settings).toEqual(settings);
    expect(ports.site).toEqual({
      baseUrl: 'https://login.example.com',
      appOrigins: ['https://app.example.com'],
      providers: settings.providers,
      cookies: { secure: true, domain: 'example.com' },
    });
    expect(ports.random(32)).toHaveLength(32);
    expect(Math.abs(ports.clock() - Date.now())).toBeLessThan(60_000);
  });

  test('finds enabled providers by their exact name', () => {
    const { provider } = compose('login');
    expect(provider('corp')?.settings).toEqual(settings.providers[0]);
    expect(provider('corp-2')?.settings).toEqual(settings.providers[1]);
    expect(provider('corp')).toBe(provider('corp'));
    for (const name of ['Corp', '', 'constructor', '__proto__', undefined]) expect(provider(name)).toBeUndefined();
  });

  test('provides the table', () => {
    expect(Object.keys(compose('callback').table)).toEqual(expect.arrayContaining(['batchGet', 'transact']));
  });

  test.each([
    'LAMBDA_TASK_ROOT',
    'POSTERN_TABLE_NAME',
    'POSTERN_BASE_URL',
    'POSTERN_SESSION_KEYS_SECRET_ARN',
    'AWS_REGION',
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
  ])('requires %s', (name) => {
    process.env[name] = '';
    expect(() => compose('login')).toThrow(`${name} is not set`);
    delete process.env[name];
    expect(() => compose('login')).toThrow(`${name} is not set`);
  });

  test('requires the settings file', () => {
    rmSync(join(directory, 'settings.json'));
    expect(() => compose('login')).toThrow('settings.json');
  });
});
