import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Browser } from '../../support/browser.ts';
import { type Deployment, startDeployment } from '../../support/deployment.ts';
import { signIn } from '../../support/login.ts';
import { answerOf, opsOn, runOps } from '../../support/ops.ts';
import { type ProgrammableProvider, startProgrammableProvider } from '../../support/programmable-provider/index.ts';
import { expectProblem } from '../../support/refusal.ts';
import { openSecret } from '../../support/secrets.ts';

let deployment: Deployment;
let other: ProgrammableProvider;
let branch: string;
beforeAll(async () => {
  deployment = await startDeployment({ providers: [{ name: 'op' }, { name: 'registered' }] });
  other = await startProgrammableProvider({ name: 'op' });
  branch = blockOf('branch', { name: 'op', issuer: other.issuer, appId: 'client-1' });
});
afterAll(async () => {
  await deployment.close();
  await other.close();
});

/** A file with a block that has this provider. */
function blockOf(file: string, provider: object): string {
  const path = join(deployment.stack.dataDir, `${file}.json`);
  writeFileSync(path, JSON.stringify({ providers: [provider] }));
  return path;
}

const op = () => deployment.provider('op');
const own = () => ({ issuer: op().issuer, client_id: 'client-1' });
const login = () => signIn(deployment.baseUrl, new Browser(), 'op');
const set = (...args: string[]) => opsOn(deployment, ['secret', 'set', 'op', ...args], op().clientSecret);
const proofOf = async (...args: string[]) => {
  const { out } = await opsOn(deployment, ['doctor', '--json', ...args]);
  const found: readonly Record<string, unknown>[] = JSON.parse(out);
  return found.filter(({ provider, name }) => provider === 'op' && name === 'proof');
};

describe('a block that names another issuer or client, on a branch for example', () => {
  test('does not make doctor send the stored secret there', async () => {
    const proof = await proofOf('--config', branch);
    expect(other.calls('token')).toBe(0);
    const remedy = { cure: expect.stringMatching(/npm run ops -- secret set op$/) };
    expect(proof).toEqual([
      expect.objectContaining({ state: 'wrong', what: expect.stringContaining(op().issuer), ...remedy }),
    ]);
    expect(await openSecret(deployment, 'op').value()).toMatchObject(own());
    const client = blockOf('client', { name: 'op', issuer: op().issuer, appId: 'client-2' });
    const before = op().calls('token');
    expect(await proofOf('--config', client)).toMatchObject([{ state: 'wrong' }]);
    expect(op().calls('token')).toBe(before);
  });

  test('does not make a rotation prove what was entered for that issuer', async () => {
    const before = await openSecret(deployment, 'op').labels();
    const { code, err } = await set('--config', branch);
    expect(code).toBe(1);
    expect(err).toContain(other.issuer);
    expect(await openSecret(deployment, 'op').labels()).toEqual(before);
    expect([other.calls('token'), op().calls('token')]).toEqual([0, expect.any(Number)]);
  });

  test.each(['registration', 'rollback'])('is refused by secret %s', async (command) => {
    const next = `for-${command}-${randomUUID()}`;
    op().addSecret(next);
    expect((await opsOn(deployment, ['secret', 'set', 'op'], next)).code).toBe(0);
    const args = command === 'registration' ? ['--uri', `${other.issuer}/register/client-1`] : [];
    const { code, err } = await opsOn(deployment, ['secret', command, 'op', ...args, '--config', branch], 'token');
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining(op().issuer) });
  });

  test('may have an issuer on this machine only with --local', async () => {
    const { code, out } = await runOps([
      'doctor',
      '--json',
      '--config',
      branch,
      '--stack',
      'None',
      '--region',
      'eu-west-1',
    ]);
    expect(code).toBe(1);
    const refused = { name: 'configuration', state: 'wrong', what: expect.stringContaining('https') };
    expect(JSON.parse(out)).toContainEqual(refused);
    expect(other.calls('token')).toBe(0);
  });
});

describe('a stored secret that belongs to another issuer', () => {
  test('is never presented at a sign-in or by a rotation, until secret set stores one of this issuer', async () => {
    const foreign = { client_secret: `foreign-${randomUUID()}`, issuer: other.issuer, client_id: 'client-1' };
    await openSecret(deployment, 'op').put({ ...foreign, registration_access_token: 't' }, 'AWSCURRENT');
    deployment.provider('op').addSecret(foreign.client_secret);
    const before = op().calls('token');
    await openSecret(deployment, 'op').put(foreign, 'POSTERN_STAGED');
    const rotated = await opsOn(deployment, ['secret', 'rotate', 'op']);
    expect(rotated).toMatchObject({ code: 1, err: expect.stringContaining(other.issuer) });
    expect(op().calls('token')).toBe(before);
    await opsOn(deployment, ['secret', 'unstage', 'op']);
    expect((await set()).code).toBe(0);
    expect(await openSecret(deployment, 'op').value()).toEqual({ client_secret: op().clientSecret, ...own() });
    expect((await login()).status).toBe(303);
  });
});

describe('a secret that was put by hand, and is bound to nothing', () => {
  test('signs people in, is not presented by doctor, and is bound by secret set', async () => {
    await openSecret(deployment, 'op').put({ client_secret: op().clientSecret }, 'AWSCURRENT');
    expect((await login()).status).toBe(303);
    const before = op().calls('token');
    expect(await proofOf()).toMatchObject([
      { state: 'warning', cure: expect.stringMatching(/npm run ops -- secret set op$/) },
    ]);
    expect(op().calls('token')).toBe(before);
    expect(await answerOf(deployment, ['secret', 'status', 'op'])).not.toHaveProperty('bound_to');
    expect((await set()).code).toBe(0);
    expect(await proofOf()).toMatchObject([{ state: 'ok' }]);
    const bound = { bound_to: { issuer: op().issuer, client_id: 'client-1' } };
    expect(await answerOf(deployment, ['secret', 'status', 'op'])).toMatchObject(bound);
  });

  test('is bound by the next rotation, if it is staged or issued by the provider', async () => {
    const { clientSecret, registration } = deployment.provider('registered');
    const managed = { registration_access_token: registration.token, registration_client_uri: registration.uri };
    const secret = openSecret(deployment, 'registered');
    await secret.put({ client_secret: clientSecret, ...managed }, 'AWSCURRENT');
    expect((await opsOn(deployment, ['secret', 'rotate', 'registered'])).code).toBe(0);
    const { issuer } = deployment.provider('registered');
    expect(await secret.value()).toMatchObject({ ...managed, issuer, client_id: 'client-1' });
    await secret.put({ client_secret: clientSecret, ...managed }, 'POSTERN_STAGED');
    expect((await opsOn(deployment, ['secret', 'rotate', 'registered'])).code).toBe(0);
    expect(await secret.value()).toEqual({ client_secret: clientSecret, ...managed, issuer, client_id: 'client-1' });
  });
});

test('a function that has only the secret of another issuer says so and sends nothing', async () => {
  const single = await startDeployment({ providers: [{ name: 'cold' }] });
  try {
    const foreign = { client_secret: 'of-another-issuer', issuer: other.issuer, client_id: 'client-1' };
    await openSecret(single, 'cold').put(foreign, 'AWSCURRENT');
    const refused = await signIn(single.baseUrl, new Browser(), 'cold');
    await expectProblem(refused, { status: 503, code: 'temporarily_unavailable' });
    expect(single.provider('cold').calls('token')).toBe(0);
    await single.stack.wrote('"check":"secret_binding"');
    await openSecret(single, 'cold').put({ client_secret: single.provider('cold').clientSecret }, 'POSTERN_STAGED');
    expect((await signIn(single.baseUrl, new Browser(), 'cold')).status).toBe(303);
  } finally {
    await single.close();
  }
});
