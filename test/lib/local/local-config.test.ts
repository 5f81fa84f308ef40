import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { ConfigError } from '../../../lib/config/index.ts';
import { readLocalConfig } from '../../../lib/local/local-config.ts';
import { type LocalOptions, parseOptions } from '../../../lib/local/options.ts';
import { ecKey, rsaKey } from '../../functions/core/support/assertion-keys.ts';

const directory = mkdtempSync(join(tmpdir(), 'postern-settings-'));
afterAll(() => rmSync(directory, { recursive: true }));

const issuer = 'http://localhost:3001/';

function options(...argv: string[]): LocalOptions {
  const parsed = parseOptions(argv);
  if (parsed === 'help') throw new Error('no options');
  return parsed;
}

function configFile(block: unknown): string {
  const file = join(directory, 'config.json');
  writeFileSync(file, JSON.stringify(block));
  return file;
}

const issuers = (argv: string[]): unknown => {
  const { config, servedLocally } = readLocalConfig(options(...argv), issuer);
  return [Object.fromEntries(config.providers.map((provider) => [provider.name, provider.issuer])), servedLocally];
};

describe('readLocalConfig', () => {
  test("cdk.json's block, with new accounts approved at once unless --as-deployed", () => {
    const local = readLocalConfig(options(), issuer);
    expect(local.config.accounts.blockAutoCreatedUsers).toBe(false);
    expect(local.approvesAtOnce).toBe(true);
    const deployed = readLocalConfig(options('--as-deployed'), issuer);
    expect(deployed.config.accounts.blockAutoCreatedUsers).toBe(true);
    expect(deployed.approvesAtOnce).toBe(false);
    expect(local.context).not.toHaveProperty('postern');
  });

  test('the local provider stands in for Authentiq, unless an issuer is configured or it is switched off', () => {
    const block = {
      providers: [
        { name: 'authentiq', appId: 'a' },
        { name: 'second', type: 'authentiq', appId: 'b' },
        { name: 'private', type: 'authentiq', appId: 'c', issuer: 'https://aq.example.com/' },
        { name: 'off', type: 'authentiq', appId: 'd', enabled: false },
        { name: 'corp', appId: 'e', issuer: 'http://localhost:9' },
      ],
    };
    const others = { private: 'https://aq.example.com/', corp: 'http://localhost:9' };
    const config = ['--config', configFile(block)];
    expect(issuers(config)).toEqual([{ authentiq: issuer, second: issuer, ...others }, ['authentiq', 'second']]);
    const hosted = 'https://connect.authentiq.io/';
    expect(issuers([...config, '--no-provider'])).toEqual([{ authentiq: hosted, second: hosted, ...others }, []]);
  });

  test('a configuration file may name the schema that editors use', () => {
    const block = {
      $schema: './postern.schema.json',
      providers: [{ name: 'corp', appId: 'a', issuer: 'http://localhost:9' }],
    };
    expect(issuers(['--config', configFile(block)])).toEqual([{ corp: 'http://localhost:9' }, []]);
  });

  test('only a configuration file may contain client secrets; the rest of it is used unchanged', () => {
    const file = configFile({ providers: [{ name: 'authentiq', appId: 'a', appSecret: 's' }] });
    const settings = readLocalConfig(options('--config', file), issuer);
    expect([...settings.appSecrets]).toEqual([['authentiq', 's']]);
    expect(settings.config.accounts.blockAutoCreatedUsers).toBe(true);
    expect(JSON.stringify(settings.config)).not.toContain('"s"');
  });

  test.each([
    [[{ name: 'authentiq', appId: 'a', appSecret: 1 }]],
    [[{ name: 'authentiq', appId: 'a', appSecret: '' }]],
  ])('an invalid client secret is refused: %j', (providers) => {
    const file = configFile({ providers });
    expect(() => readLocalConfig(options('--config', file), issuer)).toThrow(
      `appSecret of provider authentiq in ${file} must be a non-empty string.`,
    );
  });

  test('a secret that is too short to sign with is refused at the start, except for issuers on this machine', () => {
    const read = (more: object) =>
      readLocalConfig(
        options(
          '--config',
          configFile({ providers: [{ name: 'authentiq', appId: 'a', appSecret: 'short', ...more }] }),
        ),
        issuer,
      );
    expect(() => read({ issuer: 'https://login.example.com/' })).toThrow('is too short to sign with');
    const asymmetric = { issuer: 'https://login.example.com/', idTokenSignedResponseAlg: 'RS256' };
    expect(() => read(asymmetric)).not.toThrow();
    expect(() => read({ ...asymmetric, userinfoSignedResponseAlg: 'HS384' })).toThrow('too short to sign with: HS384');
    expect(() => read({})).not.toThrow();
  });

  describe('an appSecret of a client that needs a private key', () => {
    const read = (appSecret: string, more: object = {}) => {
      const corp = { name: 'corp', issuer: 'https://login.example.com', tokenEndpointAuthMethod: 'private_key_jwt' };
      const file = configFile({ providers: [{ ...corp, appId: 'a', ...more, appSecret }] });
      return readLocalConfig(options('--config', file), issuer);
    };

    test.each([
      ['a client secret', 'its-client-secret', 'it is not a private key (PKCS #8, PEM, without a passphrase)'],
      ['a key of another kind', rsaKey().pem, 'it is no key of the curve P-256'],
      ['a key of another curve', ecKey('P-384').pem, 'it is no key of the curve P-256'],
      ['a key that is cut off', ecKey().pem.slice(0, 60), 'it is not a private key (PKCS #8'],
    ])('%s is refused with the command that generates a key', (_, appSecret, finding) => {
      const refusal = () => read(appSecret);
      expect(refusal).toThrow(`appSecret of provider corp cannot be used: ${finding}`);
      expect(refusal).toThrow(
        'For ES256 (tokenEndpointAuthSigningAlg), create one with: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256.',
      );
      expect(refusal).not.toThrow(appSecret);
    });

    test('a suitable key is accepted, also without the thumbprint that Microsoft needs, which is stored later', () => {
      expect(() => read(ecKey().pem)).not.toThrow();
      expect(() => read(ecKey().pem.replaceAll('\n', '\r\n'))).not.toThrow();
      const tenants = ['11111111-aaaa-4bbb-8ccc-000000000001'];
      expect(() => read(rsaKey().pem, { name: 'microsoft', issuer: undefined, tenants })).not.toThrow();
    });
  });

  test('signed UserInfo is refused for the local provider, which does not sign it', () => {
    const read = (more: object) => {
      const provider = { name: 'authentiq', appId: 'a', userinfoSignedResponseAlg: 'RS256', ...more };
      return readLocalConfig(options('--config', configFile({ providers: [provider] })), issuer);
    };
    expect(() => read({})).toThrow('The local provider does not sign UserInfo');
    expect(() => read({ issuer: 'https://login.example.com/' })).not.toThrow();
  });

  test('client assertions are refused for the local provider, which does not accept them', () => {
    const read = (more: object) => {
      const provider = { name: 'authentiq', appId: 'a', tokenEndpointAuthMethod: 'client_secret_jwt', ...more };
      return readLocalConfig(options('--config', configFile({ providers: [provider] })), issuer);
    };
    expect(() => read({})).toThrow(
      'The local provider authenticates clients by client_secret_basic and client_secret_post',
    );
    expect(() => read({ issuer: 'https://login.example.com/' })).not.toThrow();
  });

  test('a whole cdk.json and a missing file have messages of their own', () => {
    const whole = configFile({ app: 'x', context: { postern: {} } });
    expect(() => readLocalConfig(options('--config', whole), issuer)).toThrow('is a whole cdk.json');
    expect(() => readLocalConfig(options('--config', tmpdir()), issuer)).toThrow('cannot be read (EISDIR)');
  });

  test('the local provider requires HS256', () => {
    const file = configFile({ providers: [{ name: 'authentiq', appId: 'a', idTokenSignedResponseAlg: 'RS256' }] });
    expect(() => readLocalConfig(options('--config', file), issuer)).toThrow('signs ID tokens with HS256');
  });

  test.each([null, 1, { providers: 1 }, { providers: [1] }, { providers: [{}] }])(
    'refuses the block %j clearly',
    (block) => {
      const read = (): unknown => readLocalConfig(options('--config', configFile(block)), issuer);
      if (block === null || typeof block === 'number') expect(read).toThrow('should be an object');
      else expect(read).toThrow(ConfigError);
    },
  );

  test('a missing file, or one that is not JSON', () => {
    expect(() => readLocalConfig(options('--config', join(directory, 'none')), issuer)).toThrow('does not exist');
    const file = join(directory, 'broken.json');
    writeFileSync(file, '{');
    expect(() => readLocalConfig(options('--config', file), issuer)).toThrow('is not valid JSON');
  });
});
