import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { addSecret, listSecrets } from './console.ts';
import { clientId, clientSecret, type Fixture, openFixture, signIn, tokenError } from './fixture.ts';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await openFixture();
});
afterEach(() => fixture.close());

const right = [400, 'invalid_grant'];

function registration(id = clientId) {
  const found = fixture.registrations().get(id);
  if (found === undefined) throw new Error('no registration');
  return found;
}

interface Attempt {
  readonly method?: string;
  readonly authorization?: string | undefined;
  readonly uri?: string;
  readonly body?: string | object;
}

/** One request to the client configuration endpoint, as the client makes it unless said otherwise. */
async function call({ method = 'GET', authorization, uri, body }: Attempt = {}) {
  const { registrationClientUri, registrationAccessToken } = registration();
  const response = await fetch(uri ?? registrationClientUri, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(authorization !== '' && { authorization: authorization ?? `Bearer ${registrationAccessToken}` }),
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, headers: response.headers, body: Object(await response.json()) };
}

const signing = async () => (await listSecrets(fixture)).map(({ signs }) => signs);

const put = (body: string | object) => call({ method: 'PUT', body });

describe('reading a registration', () => {
  test('returns the metadata with the newest secret, also while another one signs, and the management URI and token', async () => {
    const { registrationClientUri, registrationAccessToken } = registration();
    expect(registrationClientUri).toBe(`${fixture.origin}/client/app`);
    expect(await tokenError(fixture, clientSecret)).toEqual(right);
    const { secret } = await addSecret(fixture);
    expect(await signing()).toEqual([true, false]);
    const { status, headers, body } = await call();
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-type')).toContain('application/json');
    expect(body).toEqual({
      client_id: clientId,
      client_secret: secret,
      client_secret_expires_at: 0,
      client_name: 'Example App',
      redirect_uris: fixture.client.redirectUris,
      response_types: ['code'],
      grant_types: ['authorization_code'],
      id_token_signed_response_alg: 'HS256',
      backchannel_logout_uri: fixture.client.backchannelLogoutUri,
      backchannel_logout_session_required: true,
      post_logout_redirect_uris: fixture.client.postLogoutRedirectUris,
      registration_client_uri: registrationClientUri,
      registration_access_token: registrationAccessToken,
    });
  });

  test('accepts only the token of that client', async () => {
    await fixture.restart({}, [{ ...fixture.client, clientId: 'a/b c' }]);
    const own = registration().registrationAccessToken;
    const other = registration('a/b c');
    expect(other.registrationClientUri).toBe(`${fixture.origin}/client/a%2Fb%20c`);
    const theirs = await call({
      uri: other.registrationClientUri,
      authorization: `bearer ${other.registrationAccessToken}`,
    });
    expect(theirs).toMatchObject({ status: 200, body: { client_id: 'a/b c' } });
    const refused: Attempt[] = [
      { authorization: '' },
      { authorization: 'Bearer ' },
      { authorization: `Basic ${own}` },
      { authorization: `Bearer ${own}x` },
      { authorization: `Bearer ${other.registrationAccessToken}` },
      { authorization: `Bearer ${clientSecret}` },
      { uri: other.registrationClientUri },
      { uri: `${fixture.origin}/client/nobody` },
      { uri: `${fixture.origin}/client/%zz` },
    ];
    for (const attempt of refused) {
      for (const method of ['GET', 'PUT']) {
        const body = method === 'PUT' ? { body: { client_id: clientId } } : {};
        const answer = await call({ ...attempt, method, ...body });
        expect(answer.status).toBe(401);
        expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer\b/);
        expect(answer.body).toEqual({ error: 'invalid_token', error_description: expect.any(String) });
      }
    }
    expect(await listSecrets(fixture)).toHaveLength(1);
  });

  test('accepts no other methods', async () => {
    const answer = await call({ method: 'DELETE' });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('GET, PUT');
  });
});

describe('updating a registration', () => {
  test('issues a new secret that signs once it is used, and keeps the older ones valid', async () => {
    const { body: before } = await call();
    const first = await put({ client_id: clientId, client_name: 'Another name' });
    expect(first.status).toBe(200);
    expect(first.body.client_secret).toMatch(/^[\w-]{43}$/);
    expect(first.body).toEqual({ ...before, client_secret: first.body.client_secret });
    const second = await put({ client_id: clientId, client_secret: clientSecret });
    expect(second.body.client_secret).not.toBe(first.body.client_secret);
    const third = await put({ client_id: clientId, client_secret: second.body.client_secret });
    expect(await signing()).toEqual([true, false, false, false]);
    for (const secret of [clientSecret, ...[first, second, third].map(({ body }) => body.client_secret)]) {
      expect(await tokenError(fixture, String(secret))).toEqual(right);
    }
    expect(await signing()).toEqual([false, false, false, true]);
    await signIn(fixture, {}, String(third.body.client_secret));
  });

  test('revokes the oldest of more than five', async () => {
    for (let count = 0; count < 4; count += 1) await put({ client_id: clientId });
    expect(await tokenError(fixture, clientSecret)).toEqual(right);
    await put({ client_id: clientId });
    expect(await tokenError(fixture, clientSecret)).toEqual([401, 'invalid_client']);
    expect(await listSecrets(fixture)).toHaveLength(5);
  });

  test('refuses metadata of another client and members that must not be sent, and issues nothing', async () => {
    const refused = [
      {},
      { client_id: 'other' },
      { client_id: [clientId] },
      { client_id: clientId, client_secret: `${clientSecret}x` },
      { client_id: clientId, client_secret: null },
      { client_id: clientId, registration_access_token: 'x' },
      { client_id: clientId, client_id_issued_at: 0 },
    ];
    for (const metadata of refused) {
      const answer = await put(metadata);
      expect([metadata, answer.status]).toEqual([metadata, 400]);
      expect(answer.body).toEqual({ error: 'invalid_client_metadata', error_description: expect.any(String) });
    }
    expect(await listSecrets(fixture)).toHaveLength(1);
  });

  test('refuses a body that is not a JSON object', async () => {
    for (const body of ['', '{', 'null', '1', '[]', '"app"', `{"client_id":"${clientId}"`]) {
      const { status, body: answer } = await put(body);
      expect([body, status, answer.error]).toEqual([body, 400, 'invalid_request']);
    }
    expect(await listSecrets(fixture)).toHaveLength(1);
  });

  test('refuses a body that is too large', async () => {
    const answer = await put({ client_id: clientId, client_name: 'x'.repeat(1_000_000) });
    expect(answer).toMatchObject({ status: 413, body: { error: 'invalid_request' } });
    expect(await listSecrets(fixture)).toHaveLength(1);
  });
});

test('a restart preserves the token and issued secrets', async () => {
  const before = registration();
  const { body } = await put({ client_id: clientId });
  await fixture.restart();
  expect(registration()).toEqual(before);
  expect((await call()).body).toEqual(body);
});
