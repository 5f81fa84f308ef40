import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Browser } from '../../support/browser.ts';
import { type Deployment, startDeployment } from '../../support/deployment.ts';
import { signIn } from '../../support/login.ts';
import { type OpsAnswer, runOps } from '../../support/ops.ts';

let deployment: Deployment;
let cloudFormation: Server;
let config: string;
const asked: URLSearchParams[] = [];

/** A deployed stack: CloudFormation tells its outputs, and its table and secrets are those of a local run. */
const opsAs = (account: Readonly<Record<string, string>>, args: readonly string[]): Promise<OpsAnswer> => {
  const { dynamodbEndpoint, secretsManagerEndpoint } = deployment.stack.local;
  const { port } = cloudFormation.address() as AddressInfo;
  return runOps([...args, '--stack', 'Team-Data', '--config', config], '', {
    ...account,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodbEndpoint,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManagerEndpoint,
    AWS_ENDPOINT_URL_CLOUDFORMATION: `http://127.0.0.1:${port}`,
  });
};
const ops = (...args: string[]): Promise<OpsAnswer> => {
  const { accessKeyId, secretAccessKey } = deployment.stack.local;
  const account = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: '' };
  return opsAs(account, [...args, '--region', 'eu-west-1']);
};

function describeStacks(outputs: Readonly<Record<string, string>>): string {
  const members = Object.entries(outputs).map(
    ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  const stack = `<StackName>Team-Data</StackName><Outputs>${members.join('')}</Outputs>`;
  const result = `<DescribeStacksResult><Stacks><member>${stack}</member></Stacks></DescribeStacksResult>`;
  return `<DescribeStacksResponse>${result}</DescribeStacksResponse>`;
}

beforeAll(async () => {
  deployment = await startDeployment({ providers: [{ name: 'corp-login' }] });
  expect((await signIn(deployment.baseUrl, new Browser(), 'corp-login', { login_hint: 'ann' })).status).toBe(303);
  const { tableName: TableName, sessionKeysSecretArn, providerSecretArns, baseUrl } = deployment.stack.local;
  const outputs: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'Team-Data': {
      TableName,
      SessionKeysSecretArn: sessionKeysSecretArn,
      ProviderSecretArnCorpLogin: providerSecretArns['corp-login'] ?? '',
    },
    'Team-Api': {
      BaseUrl: baseUrl,
      SignInSettings1A2B:
        'Postern: providers=[corp-login]; blockAutoCreatedUsers=true; appOrigins=[https://app.example.com]',
      SignInSettingscorplogin3C4D:
        'Postern: provider=corp-login; issuer=https://login.other.example; clientId=client-1',
    },
  };
  cloudFormation = createServer(async (request, response) => {
    const query = new URLSearchParams(await text(request));
    asked.push(query);
    const found = describeStacks(outputs[query.get('StackName') ?? ''] ?? {});
    response.writeHead(200, { 'content-type': 'text/xml' }).end(found);
  });
  await new Promise<void>((resolve) => cloudFormation.listen(0, '127.0.0.1', resolve));
  config = join(deployment.stack.dataDir, 'block.json');
  const provider = { name: 'corp-login', issuer: 'https://login.example.com', appId: 'client-1' };
  writeFileSync(config, JSON.stringify({ providers: [provider, { ...provider, name: 'planned' }] }));
});
afterAll(async () => {
  cloudFormation.close();
  await deployment.close();
});

test('finds a deployed stack by its outputs, with the credentials of the environment', async () => {
  const { code, out, err } = await ops('users', 'list', '--json');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const [{ id, username } = { id: '', username: '' }] = JSON.parse(out);
  expect(asked.at(-1)?.get('StackName')).toBe('Team-Data');
  expect((await ops('users', 'block', id)).code).toBe(0);
  expect(JSON.parse((await ops('users', 'show', username, '--json')).out)).toMatchObject({ id, state: 'blocked' });
});

test('reads region and credentials from a profile', async () => {
  const { accessKeyId, secretAccessKey } = deployment.stack.local;
  const file = join(deployment.stack.dataDir, 'aws-config');
  const profile = { region: 'eu-west-1', aws_access_key_id: accessKeyId, aws_secret_access_key: secretAccessKey };
  const lines = Object.entries(profile).map(([key, value]) => `${key} = ${value}`);
  writeFileSync(file, ['[profile team]', ...lines, ''].join('\n'));
  const none = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
  const account = { ...none, AWS_CONFIG_FILE: file, AWS_SHARED_CREDENTIALS_FILE: '/dev/null', AWS_PROFILE: 'team' };
  const { code, out, err } = await opsAs(account, ['users', 'list', '--json']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(JSON.parse(out)).toHaveLength(1);
  const status = await opsAs(account, ['secret', 'status', 'corp-login', '--json']);
  expect(JSON.parse(status.out)).toMatchObject({ client_secret: 'stored' });
});

test('lists the configured providers, and whether each is deployed', async () => {
  expect((await ops('providers', 'disable', 'corp-login')).code).toBe(0);
  expect(JSON.parse((await ops('providers', 'list', '--json')).out)).toMatchObject([
    { provider: 'corp-login', state: 'off' },
    { provider: 'planned', state: 'not deployed' },
  ]);
  const { code, err } = await ops('providers', 'enable', 'planned');
  expect(code).toBe(2);
  expect(err).toContain("no provider 'planned'. There are: corp-login.");
});

test('finds secrets and session keys by their outputs, and reports a provider without one', async () => {
  const status = await ops('secret', 'status', 'corp-login', '--json');
  expect(JSON.parse(status.out)).toMatchObject({ provider: 'corp-login', client_secret: 'stored' });
  const rotated = await ops('keys', 'rotate', '--json');
  expect(JSON.parse(rotated.out)).toMatchObject({ state: 'current' });
  expect((await ops('secret', 'status', 'planned')).code).toBe(2);
});

test("doctor reads base URL and deployed settings in the outputs of the API's stack, and reports both if unknown", async () => {
  const examine = async (...args: string[]): Promise<readonly { name: string; state: string; what: string }[]> =>
    JSON.parse((await ops('doctor', '--json', ...args)).out);
  const of = (found: Awaited<ReturnType<typeof examine>>, name: string) => found.find((each) => each.name === name);
  const found = await examine('--api-stack', 'Team-Api');
  expect(of(found, 'base URL')).toMatchObject({ state: 'ok', what: `${deployment.baseUrl} is up` });
  expect(of(found, 'session keys')).toMatchObject({ state: 'ok' });
  const compared = found.filter(({ name }) => name === 'settings');
  expect(compared).toContainEqual({
    name: 'settings',
    state: 'wrong',
    what: 'corp-login issuer: deployed https://login.other.example / here https://login.example.com',
    cure: 'deploy this configuration, or name the deployed one with --config',
  });
  const differences = compared.map(({ what }) => what);
  expect(differences).toContain('providers: deployed [corp-login] / here [corp-login, planned]');
  expect(differences).toContain('appOrigins: deployed [https://app.example.com] / here (none)');
  expect(differences.join()).not.toMatch(/clientId|blockAutoCreatedUsers/);
  const unknown = await examine();
  expect(of(unknown, 'settings')).toMatchObject({ state: 'warning' });
  expect(of(unknown, 'base URL')).toMatchObject({
    state: 'wrong',
    what: expect.stringContaining('The stack Postern-Api has no output BaseUrl'),
  });
  expect(unknown.some(({ name }) => name === 'redirect URI')).toBe(false);
  expect(asked.at(-1)?.get('StackName')).toBe('Postern-Api');
});
