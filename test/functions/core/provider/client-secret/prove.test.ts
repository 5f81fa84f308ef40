import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Problem } from '../../../../../functions/core/errors.ts';
import { readPrivateKey } from '../../../../../functions/core/oidc/client-auth/private-key.ts';
import type { ProviderAnswer } from '../../../../../functions/core/oidc/token-response.ts';
import {
  controlSecret,
  type Proof,
  proveClientSecret,
} from '../../../../../functions/core/provider/client-secret/prove.ts';
import { runs } from '../../../../support/fuzz/runs.ts';
import { keysByAlgorithm } from '../../support/assertion-keys.ts';
import { providerSettings } from '../../support/settings.ts';

const json = (status: number, body: object): ProviderAnswer => ({ status, body: JSON.stringify(body) });
const refusals: readonly ProviderAnswer[] = [
  json(401, { error: 'invalid_client' }),
  json(400, { error: 'invalid_client' }),
  json(403, { error: 'unauthorized_client' }),
  json(401, { error: 'access_denied' }),
  { status: 401, body: '' },
];
const judgements: readonly ProviderAnswer[] = [
  json(400, { error: 'invalid_grant' }),
  json(403, { error: 'invalid_code' }),
  json(400, { error: 'invalid_request', error_description: 'hush' }),
  json(404, { error: 'Bad verification code!' }),
];
const neither: readonly ProviderAnswer[] = [
  json(200, { id_token: 'i' }),
  json(200, { error: 'bad_verification_code' }),
  json(429, { error: 'slow_down' }),
  json(500, { error: 'server_error' }),
  json(400, { error: 'temporarily_unavailable' }),
  json(400, { error: 'slow_down' }),
  json(403, { error: 'server_error' }),
  json(302, { error: 'moved' }),
  json(400, {}),
  json(400, { error: 1 }),
  { status: 400, body: 'invalid_grant' },
  { status: 403, body: '<html>' },
];
const [invalidClient, invalidGrant] = [json(401, { error: 'invalid_client' }), json(400, { error: 'invalid_grant' })];

const zeros = (bytes: number) => new Uint8Array(bytes);
/** The control secret that these random bytes make. */
const wrongSecret = controlSecret(providerSettings(), zeros);

/** Proves a secret at a provider that answers like this. */
function proveBy(ask: (secret: unknown) => Promise<ProviderAnswer>, secret = 'the-secret'): Promise<Proof> {
  return proveClientSecret({ client_secret: secret }, providerSettings(), zeros, (value) =>
    ask(value['client_secret']),
  );
}

/** Proves a secret at a provider that gives these answers to it and to the control secret. */
async function prove(answer: ProviderAnswer, control: ProviderAnswer) {
  const asked: unknown[] = [];
  const proof = await proveBy(async (presented) => {
    asked.push(presented);
    return presented === 'the-secret' ? answer : control;
  });
  return { ...proof, asked };
}

describe('a client secret', () => {
  const right = judgements.flatMap((answer) => refusals.map((control) => [answer, control] as const));
  test.each(right)('is right if the provider answers %j to it, and %j to the control secret', async (...answers) => {
    const asked = ['the-secret', wrongSecret, 'the-secret'];
    expect(await prove(...answers)).toMatchObject({ outcome: 'right', asked });
  });

  test.each(refusals)('is wrong if the provider answers %j, and nothing else is asked', async (answer) => {
    expect(await prove(answer, invalidClient)).toMatchObject({ outcome: 'wrong', asked: ['the-secret'] });
  });

  test.each([invalidClient, ...judgements.slice(1), ...neither])(
    'is neither if the provider answers %j to it a moment after it has refused the control secret',
    async (later) => {
      const answers = [invalidGrant, invalidClient, later];
      const proof = await proveBy(async () => answers.shift() ?? later);
      expect(proof).toMatchObject({ outcome: 'unknown' });
    },
  );

  test.each(neither)('is neither if the provider answers %j', async (answer) => {
    expect(await prove(answer, invalidClient)).toMatchObject({ outcome: 'unknown' });
  });

  test.each([...judgements, ...neither])(
    'is neither if the provider answers %j to the control secret',
    async (control) => {
      expect(await prove(invalidGrant, control)).toMatchObject({ outcome: 'unknown' });
    },
  );

  test('is neither if the provider does not answer, and an unforeseen error is thrown', async () => {
    const failing = (error: Error) => proveBy(() => Promise.reject(error));
    expect(await failing(new Problem('provider_unreachable', 'the provider does not answer'))).toEqual({
      outcome: 'unknown',
      reason: 'the provider does not answer',
    });
    const error = new TypeError('x is not a function');
    await expect(failing(error)).rejects.toBe(error);
  });
});

test('the reason describes the answer', async () => {
  const reasons: readonly [ProviderAnswer, ProviderAnswer, string][] = [
    [invalidGrant, invalidClient, 'the provider knows it (400 invalid_grant)'],
    [invalidClient, invalidClient, 'the provider refuses it (401 invalid_client)'],
    [{ status: 401, body: '' }, invalidClient, 'the provider refuses it (status 401)'],
    [{ status: 503, body: '' }, invalidClient, 'the token endpoint answered with status 503'],
    [
      invalidGrant,
      invalidGrant,
      'the provider does not refuse a wrong secret (400 invalid_grant), so this tells nothing',
    ],
  ];
  for (const [answer, control, reason] of reasons) expect((await prove(answer, control)).reason).toBe(reason);
});

describe('whatever the provider answers', () => {
  const secret = fc.stringMatching(/^[a-z_]{12,40}$/);
  const error = (presented: string) =>
    fc.oneof(
      fc.constantFrom('invalid_client', 'unauthorized_client', 'invalid_grant', 'invalid_code', 1, null),
      fc.constantFrom(presented, `not_${presented}`, `Sorry: ${presented}`),
      fc.string(),
    );
  const answer = (presented: string) =>
    fc.record({
      status: fc.constantFrom(200, 302, 400, 401, 403, 404, 429, 500, 503),
      body: fc.oneof(
        fc.record({ error: error(presented) }).map((body) => JSON.stringify(body)),
        fc.constantFrom('', '[]', `{"secret":"${presented}"}`, presented),
      ),
    });
  const cases = secret.chain((presented) => fc.tuple(fc.constant(presented), answer(presented), answer(presented)));

  const errorOf = ({ body }: ProviderAnswer): unknown => {
    try {
      return JSON.parse(body)?.error;
    } catch {
      return undefined;
    }
  };
  const refuses = (given: ProviderAnswer) =>
    given.status === 401 || ['invalid_client', 'unauthorized_client'].includes(String(errorOf(given)));

  test('right is nothing but what is answered as the rules say, and the reason holds no secret', async () => {
    const seen = new Set<Proof['outcome']>();
    await fc.assert(
      fc.asyncProperty(cases, async ([presented, first, second]) => {
        const ask = async (given: unknown) => (given === presented ? first : second);
        const { outcome, reason } = await proveBy(ask, presented);
        seen.add(outcome);
        const judged = [400, 403, 404].includes(first.status) && typeof errorOf(first) === 'string' && !refuses(first);
        expect(outcome === 'right').toBe(judged && refuses(second));
        expect(outcome === 'wrong').toBe(refuses(first));
        expect(reason).not.toContain(presented);
        expect(reason).toMatch(/^[a-z0-9_ (),]+$/);
      }),
      { numRuns: runs(500) },
    );
    expect(seen).toEqual(new Set(['right', 'wrong', 'unknown']));
  });
});

test.each(keysByAlgorithm.map(([algorithm]) => algorithm))(
  'the control secret of %s is a key of that algorithm, each time another',
  (algorithm) => {
    const settings = providerSettings({
      tokenEndpointAuthMethod: 'private_key_jwt',
      clientAssertion: { algorithm, audience: 'issuer', keyHeader: 'kid' },
    });
    const made = [controlSecret(settings, randomBytes), controlSecret(settings, randomBytes)];
    expect(made.map((pem) => readPrivateKey(pem, algorithm).type)).toEqual(['private', 'private']);
    expect(new Set(made).size).toBe(2);
  },
);

test("the control secret is a key of Apple's kind for Apple, otherwise a client secret of 256 random bits, which may sign", () => {
  const apple = providerSettings({ clientSecretJwt: { teamId: 'TEAM123456', keyId: 'KEY1234567' } });
  expect(readPrivateKey(controlSecret(apple, randomBytes), 'ES256').type).toBe('private');
  const signing = providerSettings({
    tokenEndpointAuthMethod: 'client_secret_jwt',
    clientAssertion: { algorithm: 'HS512', audience: 'issuer', keyHeader: 'kid' },
  });
  for (const settings of [providerSettings(), signing]) {
    expect(controlSecret(settings, (bytes) => new Uint8Array(bytes).fill(255))).toBe(`${'_'.repeat(42)}8`);
  }
});
