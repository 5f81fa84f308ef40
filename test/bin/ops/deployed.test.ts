import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Browser } from '../../support/browser.ts';
import { type House, startHouse } from '../../support/house.ts';
import { signIn } from '../../support/login.ts';
import { type OpsAnswer, runOps } from '../../support/ops.ts';

let house: House;
let cloudFormation: Server;
let config: string;
const asked: URLSearchParams[] = [];

/** A deployed stack: CloudFormation tells its outputs, and its table is that of a local run. */
const ops = (...args: string[]): Promise<OpsAnswer> => {
  const { accessKeyId, secretAccessKey, dynamodbEndpoint } = house.stack.local;
  const { port } = cloudFormation.address() as AddressInfo;
  return runOps([...args, '--stack', 'Team-Data', '--region', 'eu-west-1', '--config', config], '', {
    ...{ AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: '' },
    AWS_ENDPOINT_URL_DYNAMODB: dynamodbEndpoint,
    AWS_ENDPOINT_URL_CLOUDFORMATION: `http://127.0.0.1:${port}`,
  });
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
  house = await startHouse({ providers: [{ name: 'corp-login' }] });
  expect((await signIn(house.baseUrl, new Browser(), 'corp-login', { login_hint: 'ann' })).status).toBe(303);
  const { tableName: TableName } = house.stack.local;
  const outputs = { TableName, ProviderSecretArnCorpLogin: 'arn:aws:secretsmanager:eu-west-1:1:secret:corp' };
  cloudFormation = createServer(async (request, response) => {
    asked.push(new URLSearchParams(await text(request)));
    response.writeHead(200, { 'content-type': 'text/xml' }).end(describeStacks(outputs));
  });
  await new Promise<void>((resolve) => cloudFormation.listen(0, '127.0.0.1', resolve));
  config = join(house.stack.dataDir, 'block.json');
  const provider = { name: 'corp-login', issuer: 'https://login.example.com', appId: 'client-1' };
  writeFileSync(config, JSON.stringify({ providers: [provider, { ...provider, name: 'planned' }] }));
});
afterAll(async () => {
  cloudFormation.close();
  await house.close();
});

test('a deployed stack is found by its outputs, with the credentials of the shell', async () => {
  const { code, out, err } = await ops('users', 'list', '--json');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const [{ id, username } = { id: '', username: '' }] = JSON.parse(out);
  expect(asked.at(-1)?.get('StackName')).toBe('Team-Data');
  expect((await ops('users', 'block', id)).code).toBe(0);
  expect(JSON.parse((await ops('users', 'show', username, '--json')).out)).toMatchObject({ id, state: 'blocked' });
});

test('providers are those of the configuration, told apart by what is deployed', async () => {
  expect((await ops('providers', 'disable', 'corp-login')).code).toBe(0);
  expect(JSON.parse((await ops('providers', 'list', '--json')).out)).toMatchObject([
    { provider: 'corp-login', state: 'off' },
    { provider: 'planned', state: 'not deployed' },
  ]);
  const { code, err } = await ops('providers', 'enable', 'planned');
  expect(code).toBe(2);
  expect(err).toContain("no provider 'planned'. There are: corp-login.");
});
