import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { jwtVerify } from 'jose';
import { Browser } from '../../support/browser.ts';
import { type Deployment, startDeployment } from '../../support/deployment.ts';
import { signIn } from '../../support/login.ts';
import { answerOf, opsOn } from '../../support/ops.ts';
import { apple } from '../../support/programmable-provider/apple.ts';
import type { ProgrammableProvider } from '../../support/programmable-provider/index.ts';
import { openSecret } from '../../support/secrets.ts';

const team = { teamId: 'TEAM123456', keyId: 'KEY1234567' };
const turnedKey = 'KEY7654321';
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const signedByTurnedKey = (form: URLSearchParams) =>
  jwtVerify(form.get('client_secret') ?? '', publicKey).then(
    ({ protectedHeader }) => protectedHeader.kid === turnedKey,
    () => false,
  );

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment({
    providers: [
      ...['op', 'given', 'leaky', 'registered', 'mute', 'stuck', 'watched'].map((name) => ({ name })),
      { name: 'hs', algorithm: 'HS256', config: { secretOverlapHours: 1 } },
      { name: 'old', config: { enabled: false } },
      apple('apple', team, signedByTurnedKey),
    ],
  });
});
afterAll(() => deployment.close());

interface Answer {
  readonly provider: string;
  readonly version: string;
  readonly state: string;
  readonly proof: string;
}
/** What binds the secret of a provider. */
const bound = (name: string) => ({ issuer: deployment.provider(name).issuer, client_id: 'client-1' });
const secretOf = (name: string) => openSecret(deployment, name);
const ops = (args: readonly string[], input?: string) => opsOn(deployment, ['secret', ...args], input);
const events = (event: string, provider: string) =>
  answerOf<{ provider: string; actor: string; reason?: string }[]>(deployment, [
    'audit',
    '--event',
    event,
    '--all',
  ]).then((all) => all.filter((each) => each.provider === provider));

/** Runs a command that must succeed, and returns its answer. */
async function done(args: readonly string[], input?: string): Promise<Answer> {
  const { code, out, err } = await ops([...args, '--json'], input);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out);
}

/** A secret that the provider accepts from now on, in addition to the others. */
function newSecret(provider: ProgrammableProvider): string {
  const secret = `new-${randomUUID()}`;
  provider.addSecret(secret);
  return secret;
}

const proved = 'the provider knows it (400 invalid_grant)';

describe('secret set', () => {
  test('proves a client secret from standard input, makes it current and never shows it', async () => {
    const provider = deployment.provider('op');
    const first = provider.clientSecret;
    const next = newSecret(provider);
    const answer = await done(['set', 'op'], `${next}\n`);
    expect(answer).toEqual({ provider: 'op', version: expect.any(String), state: 'current', proof: proved });
    expect(await secretOf('op').value()).toEqual({ client_secret: next, ...bound('op') });
    expect(await secretOf('op').value('AWSPREVIOUS')).toEqual({ client_secret: first, ...bound('op') });
    expect(await secretOf('op').labels()).toEqual({ AWSCURRENT: answer.version, AWSPREVIOUS: expect.any(String) });
    provider.changeSecret(next);
    expect((await signIn(deployment.baseUrl, new Browser(), 'op')).status).toBe(303);
    expect(await events('secret.staged', 'op')).toMatchObject([{ actor: 'operator' }]);
    expect(await events('secret.rotated', 'op')).toMatchObject([{ actor: 'rule' }]);
  });

  test('reports each step, and how long the previous secret still verifies tokens', async () => {
    const hs = deployment.provider('hs');
    const next = newSecret(hs);
    const { code, out, err } = await ops(['set', 'hs'], next);
    expect(code).toBe(0);
    expect(out).toMatch(/^provider +hs\nversion +[\w-]{36}\nstate +current\nproof +the provider knows it/);
    expect(err.split('\n')).toEqual([
      expect.stringMatching(/^staged as version [\w-]{8}…$/),
      `proved: ${proved}`,
      expect.stringMatching(/^current since 20\S+Z; the previous one still verifies tokens for 1 hour$/),
      '',
    ]);
    expect(out + err).not.toContain(next);
  });

  test('refuses a wrong secret with the remedy, and changes nothing', async () => {
    const before = await secretOf('given').labels();
    const { code, out, err } = await ops(['set', 'given'], 'of-somebody-else');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('Not rotated: the client secret is wrong: the provider refuses it (401 invalid_client).');
    expect(err).toContain('The current one stays in use. Enter the client secret that the provider shows');
    expect(err).not.toContain('of-somebody-else');
    expect(await secretOf('given').labels()).toEqual(before);
    expect(await events('secret.rotation_failed', 'given')).toHaveLength(1);
    // The failed one is in no way of the next.
    expect(await done(['set', 'given'], newSecret(deployment.provider('given')))).toMatchObject({ state: 'current' });
  });

  test.each(['', ' spaced', 'two\nlines', 'ümlaut', 'x'.repeat(1025)])(
    'refuses what is no client secret before anything is called: %j',
    async (secret) => {
      const calls = deployment.provider('op').calls('token');
      const { code, out, err } = await ops(['set', 'op'], secret);
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).toBe(
        'It must be a client secret: 1 to 1,024 printable characters, without leading or trailing spaces.\n',
      );
      expect(deployment.provider('op').calls('token')).toBe(calls);
    },
  );

  test('accepts a private key with its id, and refuses anything else with the remedy', async () => {
    const pem = String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
    expect(await ops(['set', 'apple'], 'a-client-secret')).toMatchObject({
      code: 1,
      err: expect.stringContaining('It must be a private key: PKCS #8, PEM'),
    });
    expect(await ops(['set', 'apple'], pem)).toMatchObject({ code: 1, err: expect.stringContaining('wrong') });
    const answer = await done(['set', 'apple', '--key-id', turnedKey], pem);
    expect(answer).toMatchObject({ provider: 'apple', state: 'current' });
    expect(await secretOf('apple').value()).toMatchObject({ private_key: pem.trim(), key_id: turnedKey });
    expect(await answerOf(deployment, ['secret', 'status', 'apple'])).toMatchObject({ key_id: turnedKey });
  });

  test.each([
    [['set', 'nope'], 2, "the deployment has no provider 'nope'. There are: op, given"],
    [['set', 'old'], 1, 'The provider old is not enabled, so its secret has no rotation: enable it and deploy.'],
    [['set', 'op', '--key-id', 'KEY1234567'], 2, 'so it has no --key-id'],
    [['set', 'apple', '--key-id', 'short'], 2, '--key-id must be the key ID that Apple shows'],
    [['registration', 'op', '--uri', 'http://op.example.com/r'], 2, '--uri must be an https URL'],
    [['registration', 'op'], 2, "required option '--uri <url>' not specified"],
  ])('%j is refused with %i', async (args, code, words) => {
    const refused = await ops(args, 'x');
    expect(refused).toMatchObject({ code, out: '' });
    expect(refused.err).toContain(words);
  });
});

describe('secret set --unproved', () => {
  /** A provider that checks the code first reveals nothing about the client secret. */
  const tellsNothing = () =>
    deployment.provider('mute').misbehave({
      replies: { token: (response) => void response.writeHead(400).end('{"error":"invalid_grant"}') },
    });

  test('is suggested if the provider cannot be asked, asks for confirmation, and promotes without proof', async () => {
    tellsNothing();
    const refused = await ops(['set', 'mute'], 'cannot-be-proved');
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('npm run ops -- secret set mute --unproved');

    const unasked = await ops(['set', 'mute', '--unproved'], 'cannot-be-proved');
    expect(unasked).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no terminal to ask on: give --yes'),
    });
    expect(await secretOf('mute').value()).not.toHaveProperty('client_secret', 'cannot-be-proved');

    await secretOf('mute').put({ client_secret: 'staged-before' }, 'POSTERN_STAGED');
    const answer = await done(['set', 'mute', '--unproved', '--yes'], 'cannot-be-proved');
    expect(answer).toEqual({ provider: 'mute', version: expect.any(String), state: 'current', proof: 'none' });
    expect(await secretOf('mute').value()).toEqual({ client_secret: 'cannot-be-proved', ...bound('mute') });
    expect(await secretOf('mute').labels()).toEqual({ AWSCURRENT: answer.version, AWSPREVIOUS: expect.any(String) });
    expect(await events('secret.rotated', 'mute')).toMatchObject([{ actor: 'operator', reason: 'unproved' }]);
  });

  test('replaces a value that no rotation can start from', async () => {
    await secretOf('mute').put(['no', 'object'] as never, 'AWSCURRENT');
    const refused = await ops(['set', 'mute'], 'x');
    expect(refused).toMatchObject({
      code: 1,
      err: expect.stringContaining('replace it with npm run ops -- secret set mute --unproved'),
    });
    expect(await done(['set', 'mute', '--unproved', '--yes'], 'mended')).toMatchObject({ state: 'current' });
  });
});

describe('secret stage and secret rotate', () => {
  test('stage keeps the secret for the next rotation, which promotes it', async () => {
    const provider = deployment.provider('op');
    const [current, next] = [await secretOf('op').value(), newSecret(provider)];
    const staged = await ops(['stage', 'op'], next);
    expect(staged.code).toBe(0);
    expect(staged.err).toContain('then npm run ops -- secret rotate op');
    expect(await secretOf('op').value()).toEqual(current);
    expect(await secretOf('op').value('POSTERN_STAGED')).toEqual({ client_secret: next, ...bound('op') });
    expect(await done(['rotate', 'op'])).toMatchObject({ state: 'current', proof: proved });
    expect(await secretOf('op').value()).toEqual({ client_secret: next, ...bound('op') });
    expect(await secretOf('op').labels()).not.toHaveProperty('POSTERN_STAGED');
  });

  test('a staged secret that is not proved stays staged', async () => {
    await done(['stage', 'op'], 'not-known-yet');
    expect((await ops(['rotate', 'op'])).code).toBe(1);
    expect(await secretOf('op').value('POSTERN_STAGED')).toEqual({ client_secret: 'not-known-yet', ...bound('op') });
    deployment.provider('op').addSecret('not-known-yet');
    expect((await done(['rotate', 'op'])).state).toBe('current');
  });

  test('calls nothing if there is nothing to rotate to', async () => {
    const calls = deployment.provider('op').calls('token');
    const { code, out, err } = await ops(['rotate', 'op', '--leaked']);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('There is nothing to rotate to: no client secret is staged');
    expect(err).toContain('npm run ops -- secret set op; or');
    expect(deployment.provider('op').calls('token')).toBe(calls);
  });

  test('--leaked asks for confirmation, and revokes the previous secret', async () => {
    await done(['stage', 'leaky'], newSecret(deployment.provider('leaky')));
    const before = await secretOf('leaky').labels();
    const unasked = await ops(['rotate', 'leaky', '--leaked']);
    expect(unasked).toMatchObject({ code: 1, err: expect.stringContaining('give --yes') });
    expect(await secretOf('leaky').labels()).toEqual(before);

    const { code, err } = await ops(['rotate', 'leaky', '--leaked', '--yes']);
    expect(code).toBe(0);
    expect(err).toContain('revoke the leaked client secret at the provider');
    expect(err).toContain('npm run ops -- sessions end-all --everyone --provider leaky');
    expect(err).not.toContain('still verifies');
    expect(Object.keys(await secretOf('leaky').labels())).toEqual(['AWSCURRENT']);
  });
});

test('secret rollback restores the previous secret, if the provider still accepts it', async () => {
  const provider = deployment.provider('watched');
  const first = provider.clientSecret;
  const nothing = await ops(['rollback', 'watched']);
  expect(nothing).toMatchObject({ code: 1, err: expect.stringContaining('no previous client secret of watched') });
  const second = newSecret(provider);
  await done(['set', 'watched'], second);
  expect(await done(['rollback', 'watched'])).toMatchObject({ state: 'current', proof: proved });
  expect(await secretOf('watched').value()).toEqual({ client_secret: first, ...bound('watched') });
  expect(await secretOf('watched').value('AWSPREVIOUS')).toEqual({ client_secret: second, ...bound('watched') });

  provider.changeSecret(first);
  const refused = await ops(['rollback', 'watched']);
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('the client secret is wrong') });
  expect(await secretOf('watched').value()).toEqual({ client_secret: first, ...bound('watched') });
  expect(await secretOf('watched').labels()).not.toHaveProperty('POSTERN_STAGED');
});

test('secret registration lets the provider issue client secrets, and secret set preserves it', async () => {
  const provider = deployment.provider('registered');
  const { uri, token } = provider.registration;
  const malformed = await ops(['registration', 'registered', '--uri', uri], 'two words');
  expect(malformed).toMatchObject({ code: 1, err: expect.stringContaining('must be a registration access token') });
  const first = provider.clientSecret;
  const { code, out, err } = await ops(['registration', 'registered', '--uri', uri], `${token}\n`);
  expect(code).toBe(0);
  expect(out + err).not.toContain(token);
  const registration = { registration_access_token: token, registration_client_uri: uri };
  expect(await secretOf('registered').value()).toEqual({
    client_secret: first,
    ...registration,
    ...bound('registered'),
  });

  expect(await done(['rotate', 'registered'])).toMatchObject({ state: 'current', proof: proved });
  expect(provider.clientSecret).not.toBe(first);
  expect(await secretOf('registered').value()).toEqual({
    client_secret: provider.clientSecret,
    ...registration,
    ...bound('registered'),
  });

  const given = newSecret(provider);
  await done(['set', 'registered'], given);
  expect(await secretOf('registered').value()).toEqual({
    client_secret: given,
    ...registration,
    ...bound('registered'),
  });
  expect(await answerOf(deployment, ['secret', 'status', 'registered'])).toMatchObject({ issued_by_provider: true });
});

describe('an unfinished rotation', () => {
  const pending = () => secretOf('stuck').put({ client_secret: 'half-way' }, 'AWSPENDING');

  test('is awaited while it may be in progress', async () => {
    const version = await pending();
    expect(await answerOf(deployment, ['secret', 'status', 'stuck'])).toMatchObject({ rotation: 'under way' });
    const { code, err } = await ops(['set', 'stuck'], newSecret(deployment.provider('stuck')));
    expect(code).toBe(1);
    expect(err).toContain(`A rotation to version ${version.slice(0, 8)}… is in progress`);
    expect(await secretOf('stuck').labels()).toHaveProperty('AWSPENDING', version);
    expect(await secretOf('stuck').labels()).not.toHaveProperty('POSTERN_STAGED');
  });

  test('is ended if it has failed', async () => {
    const version = await pending();
    const failure = { version, at: Date.now(), step: 'testSecret', reason: 'the provider was away' };
    await deployment.table.set({ pk: 'SECRET#provider#stuck', sk: 'STATUS' }, 'failure', failure);
    const status = await answerOf(deployment, ['secret', 'status', 'stuck']);
    expect(status).toMatchObject({ rotation: 'stuck', last_failure: { version, reason: failure.reason } });
    const { code, err } = await ops(['set', 'stuck'], newSecret(deployment.provider('stuck')));
    expect({ code, err }).toEqual({
      code: 0,
      err: expect.stringContaining(`ended the unfinished rotation to version ${version.slice(0, 8)}…`),
    });
    expect(await secretOf('stuck').labels()).not.toHaveProperty('AWSPENDING');
    const after = await answerOf<object>(deployment, ['secret', 'status', 'stuck']);
    expect(after).toMatchObject({ rotation: 'none under way' });
    expect(after).not.toHaveProperty('last_failure');
  });
});

test('secret status shows versions, overlap, proof, failure and fallbacks, and nothing of the secret', async () => {
  const hs = deployment.provider('hs');
  await ops(['set', 'hs'], 'of-somebody-else');
  hs.changeSecret(`changed-${randomUUID()}`);
  await done(['stage', 'hs'], hs.clientSecret);
  expect((await signIn(deployment.baseUrl, new Browser(), 'hs')).status).toBe(303);

  const { code, out } = await ops(['status', 'hs', '--json']);
  const time = expect.stringMatching(/^20\d\d-\d\d-\d\dT[\d:.]+Z$/);
  expect(code).toBe(0);
  const status = JSON.parse(out);
  expect(status).toEqual({
    provider: 'hs',
    client_secret: 'stored',
    bound_to: bound('hs'),
    current_since: time,
    overlap_until: time,
    rotation: 'none under way',
    issued_by_provider: false,
    last_proof: { outcome: 'wrong', reason: expect.any(String), version: expect.any(String), at: time },
    last_failure: { step: 'testSecret', reason: expect.any(String), version: expect.any(String), at: time },
    fallbacks: { 'authenticate pending': 1, 'verify pending': 1 },
    last_fallback_at: time,
    versions: ['AWSCURRENT', 'POSTERN_STAGED', 'AWSPREVIOUS'].map((label) => ({
      id: expect.any(String),
      labels: [label],
      created_at: time,
    })),
  });
  expect(Date.parse(status.overlap_until) - Date.parse(status.current_since)).toBe(3_600_000);

  const text = await ops(['status', 'hs']);
  expect(text.out).toMatch(/\n\nVERSION +LABELS +CREATED \(UTC\) +AGO\n[\w-]{36} +AWSCURRENT +20/);
  for (const label of ['AWSCURRENT', 'POSTERN_STAGED', 'AWSPREVIOUS']) {
    const secret = String((await secretOf('hs').value(label))?.['client_secret']);
    expect(secret.length).toBeGreaterThan(10);
    for (const shown of [out, text.out]) expect(shown).not.toContain(secret.slice(0, 10));
  }
});
