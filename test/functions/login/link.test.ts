import { describe, expect, test } from '@jest/globals';
import type { User } from '../../../functions/core/accounts/user.ts';
import { Problem } from '../../../functions/core/errors.ts';
import { attemptCookieName, openAttempt } from '../../../functions/core/sessions/login-attempt.ts';
import { link } from '../../../functions/login/link.ts';
import { problem } from '../core/support/problems.ts';
import type { RequestParts } from '../core/support/requests.ts';
import { deadline, keyring, loginPorts, now, type Scene, switchItem } from './ports.ts';
import { fromAccountPage, itemsOf, session, someone } from './signed-in.ts';

const linking = (parts: RequestParts = {}, scene: Scene = {}, user: User = someone('corp')) =>
  link(
    fromAccountPage('POST', parts.provider ?? 'corp', parts),
    loginPorts({ ...scene, items: [...itemsOf(user), ...(scene.items ?? [])] }),
    deadline,
  );

const form = { 'content-type': 'application/x-www-form-urlencoded' };

/** Starts linking, and opens the attempt that it leaves in the browser. */
async function started(parts: RequestParts = {}, scene: Scene = {}) {
  const response = await linking(parts, scene);
  const parameters = new URL(response.headers['location'] ?? '').searchParams;
  const name = attemptCookieName(parameters.get('state') ?? '', { secure: true });
  const cookie = response.cookies.find((line) => line.startsWith(`${name}=`));
  const value = cookie?.slice(name.length + 1).split(';', 1)[0] ?? '';
  return { response, parameters, attempt: openAttempt(name, value, keyring) };
}

describe('linking a provider', () => {
  test('sends who is signed in to the provider, with an attempt that links and replaces no session', async () => {
    const { response, attempt } = await started();
    expect(response.status).toBe(303);
    expect(response.headers['location']).toMatch(/^https:\/\/login\.example\.com\/authorize\?/);
    expect(attempt).toMatchObject({
      provider: 'corp',
      returnTo: '/account?notice=linked',
      startedAt: now,
      link: { userId: session.userId, sessionId: session.id },
    });
    expect(attempt).not.toHaveProperty('replaces');
  });

  test('leads where query or form say, and passes on what they choose', async () => {
    const query = await started({ query: 'return_to=%2Fapp&prompt=login' });
    expect([query.attempt?.returnTo, query.parameters.get('prompt')]).toEqual(['/app', 'login']);
    const body = 'return_to=https%3A%2F%2Fapp.example.com%2Fdone&max_age=60&state=mine';
    const posted = await started({ headers: form, body });
    expect(posted.attempt).toMatchObject({ returnTo: 'https://app.example.com/done', maxAge: 60 });
    expect(posted.parameters.getAll('state')).not.toContain('mine');
  });

  test.each([
    { origin: 'https://evil.example' },
    { origin: 'https://app.example.com' },
    { origin: 'null' },
    { origin: 'https://app.example.com', 'sec-fetch-site': 'same-site' },
  ])('is for our own pages alone, not for those of %j', async (headers) => {
    await expect(linking({ headers })).rejects.toEqual(problem('bad_origin'));
  });

  test('needs a session that is alive', async () => {
    await expect(linking({ cookies: [] })).rejects.toEqual(
      problem('no_session', { details: { returnTo: '/account' } }),
    );
    const dead = [someone(), { ...someone('corp'), state: 'blocked' as const }];
    for (const user of dead) await expect(linking({}, {}, user)).rejects.toEqual(problem('no_session'));
  });

  test('refuses an unknown provider, a strange return_to and a provider that is switched off', async () => {
    await expect(linking({ provider: 'constructor' })).rejects.toEqual(problem('unknown_provider'));
    await expect(linking({ query: 'return_to=%2F%2Fevil' })).rejects.toEqual(problem('return_to_not_allowed'));
    await expect(linking({}, { items: [switchItem('corp')] })).rejects.toEqual(problem('provider_disabled'));
  });

  test('says which provider kept it from starting', async () => {
    const metadata = () => Promise.reject(new Problem('provider_error', 'down'));
    await expect(linking({}, { metadata })).rejects.toEqual(
      problem('provider_error', { details: { provider: 'corp', returnTo: '/account?notice=linked', linking: true } }),
    );
  });
});
