import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Problem } from '../../../../../functions/core/errors.ts';
import type { ProviderAnswer } from '../../../../../functions/core/oidc/token-response.ts';
import { isRegistered, renewClientSecret } from '../../../../../functions/core/provider/client-secret/registration.ts';
import type { ProviderCall } from '../../../../../functions/core/provider/http-client.ts';
import { problem } from '../../support/problems.ts';
import { providerSettings } from '../../support/settings.ts';

const settings = providerSettings();
const uri = 'https://login.example.com/register/client-1';
/** What the provider's secret holds. */
const value = {
  client_secret: 'secret-1',
  registration_access_token: 'token-1',
  registration_client_uri: uri,
  kept: { by: 'operators' },
};
/** The client's registration at the provider. */
const registered = {
  client_id: 'client-1',
  client_secret: 'secret-1',
  client_secret_expires_at: 0,
  client_id_issued_at: 1,
  registration_access_token: 'token-1',
  registration_client_uri: uri,
  redirect_uris: ['https://postern.example.com/callback/corp'],
  client_name: 'Postern',
  contacts: ['ops@example.com'],
};
const { client_secret: _, ...withoutSecret } = registered;
const json = (body: unknown, status = 200): ProviderAnswer => ({ status, body: JSON.stringify(body) });

/** Renews the secret at a provider that answers the calls in turn. */
function renew(...answers: (ProviderAnswer | Error)[]) {
  const calls: ProviderCall[] = [];
  const renewed = renewClientSecret(value, settings, async (call) => {
    calls.push(call);
    const answer = answers.shift();
    if (answer === undefined) throw new Error('one call too many');
    if (answer instanceof Error) throw answer;
    return answer;
  });
  return { calls, renewed };
}

describe('renewClientSecret', () => {
  test('reads the registration and sends it back without what must not be sent', async () => {
    const { calls, renewed } = renew(json(registered), json({ ...registered, client_secret: 'secret-2' }));
    expect(await renewed).toEqual({ ...value, client_secret: 'secret-2' });
    const headers = { authorization: 'Bearer token-1' };
    expect(calls).toEqual([
      { method: 'GET', url: uri, headers },
      {
        method: 'PUT',
        url: uri,
        headers: { ...headers, 'content-type': 'application/json' },
        body: expect.any(String),
      },
    ]);
    expect(JSON.parse(calls[1]?.body ?? '')).toEqual({
      client_id: 'client-1',
      redirect_uris: ['https://postern.example.com/callback/corp'],
      client_name: 'Postern',
      contacts: ['ops@example.com'],
    });
  });

  test('sends back whatever else the registration says, and never what must not be sent', async () => {
    const never = [
      ...['registration_access_token', 'registration_client_uri', 'client_secret'],
      ...['client_secret_expires_at', 'client_id_issued_at'],
    ];
    const others = fc.dictionary(
      fc.string().filter((member) => member !== 'client_id' && member !== '__proto__' && !never.includes(member)),
      fc.jsonValue(),
    );
    await fc.assert(
      fc.asyncProperty(others, async (more) => {
        const { calls, renewed } = renew(
          json({ ...more, ...registered }),
          json({ client_id: 'client-1', client_secret: 'n' }),
        );
        await renewed;
        const sent = JSON.parse(calls[1]?.body ?? '');
        expect(never.filter((member) => Object.hasOwn(sent, member))).toEqual([]);
        expect(sent).toMatchObject(JSON.parse(JSON.stringify({ ...more, client_name: 'Postern' })));
      }),
    );
  });

  test('takes a new token and a new place to manage the registration along', async () => {
    const news = {
      client_secret: 'secret-2',
      registration_access_token: 'token-2',
      registration_client_uri: 'https://login.example.com/clients/client-1',
    };
    const { renewed } = renew(json(registered), json({ ...registered, ...news }));
    expect(await renewed).toEqual({ ...value, ...news });
  });

  test('uses a new registration access token at once, and keeps members that are not repeated', async () => {
    const found = { ...withoutSecret, registration_access_token: 'token-2' };
    const { calls, renewed } = renew(json(found), json({ client_id: 'client-1', client_secret: 'secret-2' }));
    expect(await renewed).toEqual({ ...value, client_secret: 'secret-2', registration_access_token: 'token-2' });
    expect(calls[1]?.headers).toMatchObject({ authorization: 'Bearer token-2' });
  });

  test('takes none that the registration only tells of: it may be what was replaced', async () => {
    const told = { ...registered, client_secret: 'secret-0' };
    const { calls, renewed } = renew(json(told), json({ ...registered, client_secret: 'secret-2' }));
    expect(await renewed).toEqual({ ...value, client_secret: 'secret-2' });
    expect(calls.map(({ method }) => method)).toEqual(['GET', 'PUT']);
    await expect(renew(json(told), json(told)).renewed).rejects.toEqual(problem('provider_error'));
  });

  test.each(['https://evil.example/clients/client-1', '/clients/1', 'http://login.example.com/clients/client-1'])(
    'does not move to %j, which is another server’s',
    async (elsewhere) => {
      const told = { ...registered, registration_client_uri: elsewhere, registration_access_token: 'no token\n' };
      const { renewed } = renew(json(told), json({ ...told, client_secret: 'secret-2' }));
      expect(await renewed).toEqual({ ...value, client_secret: 'secret-2' });
    },
  );

  test.each([null, '', 1, ['token-2'], {}])('keeps its token and endpoint if it gets %j instead', async (junk) => {
    const told = { registration_access_token: junk, registration_client_uri: junk };
    const { renewed } = renew(
      json({ ...registered, ...told }),
      json({ ...registered, ...told, client_secret: 'secret-2' }),
    );
    expect(await renewed).toEqual({ ...value, client_secret: 'secret-2' });
  });
});

describe('renewClientSecret refuses', () => {
  const kept = 'the provider has kept the client secret: change it there, and stage the new one';
  test.each([undefined, null, '', 1, 'secret-1', 'two\nlines', 'x'.repeat(1025)])(
    'the client secret %j in answer to the update',
    async (client_secret) => {
      const { renewed } = renew(json(registered), json({ ...registered, client_secret }));
      await expect(renewed).rejects.toEqual(problem('provider_error', { message: kept }));
    },
  );

  test.each([undefined, null, '', 'client-2', ['client-1']])('the registration of %j', async (client_id) => {
    const refused = problem('provider_error', { message: "the registration is another client's" });
    const stranger = json({ ...registered, client_id, client_secret: 'secret-2' });
    const first = renew(stranger);
    await expect(first.renewed).rejects.toEqual(refused);
    expect(first.calls).toHaveLength(1);
    await expect(renew(json(registered), stranger).renewed).rejects.toEqual(refused);
  });

  test.each([
    json(registered, 201),
    json({ ...registered, client_secret: 'secret-2' }, 401),
    json({ error: 'invalid_token', error_description: 'token-1 secret-1' }, 401),
    json({}, 302),
    json(registered, 500),
  ])('another status than 200: %j', async (answer) => {
    const message = (method: string) =>
      `the client's registration cannot be managed (${method}: status ${answer.status})`;
    await expect(renew(answer).renewed).rejects.toEqual(
      problem('provider_error', { message: message('GET'), log: {} }),
    );
    const put = renew(json(registered), answer).renewed;
    await expect(put).rejects.toEqual(problem('provider_error', { message: message('PUT'), log: {} }));
  });

  test.each(['', 'secret-1', '[]', 'null', '<html>'])('the body %j', async (body) => {
    const answer = { status: 200, body };
    for (const { renewed } of [renew(answer), renew(json(registered), answer)]) {
      const refusal: unknown = await renewed.catch((error: unknown) => error);
      expect(refusal).toEqual(problem('provider_error', { log: {} }));
      expect(String(refusal)).not.toContain('secret-1');
    }
  });

  test('nothing by itself if the provider does not answer', async () => {
    const failure = new Problem('provider_unreachable', 'the provider does not answer');
    await expect(renew(failure).renewed).rejects.toBe(failure);
    await expect(renew(json(registered), failure).renewed).rejects.toBe(failure);
  });
});

describe('isRegistered', () => {
  test('says whether the secret holds token and place, of a client secret that the provider issues', () => {
    expect(isRegistered(value, settings)).toBe(true);
    const { registration_access_token: _token, ...withoutToken } = value;
    const { registration_client_uri: _uri, ...withoutUri } = value;
    for (const lacking of [withoutToken, withoutUri, {}, { ...value, registration_access_token: 1 }]) {
      expect(isRegistered(lacking, settings)).toBe(false);
    }
    const apple = providerSettings({ clientSecretJwt: { teamId: 'TEAM123456', keyId: 'KEY1234567' } });
    expect(isRegistered(value, apple)).toBe(false);
  });
});
