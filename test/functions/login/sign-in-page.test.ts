import { describe, expect, test } from '@jest/globals';
import { Problem } from '../../../functions/core/errors.ts';
import { showSignIn } from '../../../functions/login/sign-in-page.ts';
import { problem } from '../core/support/problems.ts';
import { request } from '../core/support/requests.ts';
import { providerSettings } from '../core/support/settings.ts';
import { loginPorts, type Scene, switchItem } from './ports.ts';

const providers = [providerSettings(), providerSettings({ name: 'partner', label: 'Partner' })];
const visit = (query = '', scene: Scene = {}) =>
  showSignIn(request({ path: '/login', query }), loginPorts({ settings: { providers }, ...scene }));

describe('the sign-in page', () => {
  test('has a button for each provider, which keeps where the login is to lead', async () => {
    const response = await visit('return_to=%2Fapp');
    expect(response).toMatchObject({ status: 200, cookies: [] });
    expect(response.body).toContain('href="/login/corp?return_to=%2Fapp"');
    expect(response.body).toContain('href="/login/partner?return_to=%2Fapp"');
  });

  test('says so after a sign-out', async () => {
    expect((await visit('signed_out=true')).body).toContain('You are signed out');
    expect((await visit('signed_out=1')).body).not.toContain('You are signed out');
  });

  test('leaves out what is switched off, after a sign-out as well', async () => {
    const items = [switchItem('partner'), switchItem('corp', true)];
    for (const query of ['', 'signed_out=true']) {
      const { body } = await visit(query, { items });
      expect(body).toContain('href="/login/corp"');
      expect(body).not.toContain('partner');
    }
  });

  test('reads all switches at once', async () => {
    const reads: number[] = [];
    const batchGet = async (keys: readonly unknown[]) => {
      reads.push(keys.length);
      return [];
    };
    await visit('', { table: { batchGet } });
    // The switch and the recorded issuer of each of two providers.
    expect(reads).toEqual([4]);
  });

  test('is not shown if the switches cannot be read', async () => {
    const batchGet = () => Promise.reject(new Problem('temporarily_unavailable', 'down'));
    await expect(visit('', { table: { batchGet } })).rejects.toEqual(problem('temporarily_unavailable'));
  });
});

describe('with autoSignInWithProvider', () => {
  const automatic = (query = '', scene: Scene = {}) =>
    visit(query, { settings: { providers, autoSignInWithProvider: 'corp' }, ...scene });

  test('goes straight on to the provider', async () => {
    expect(await automatic()).toMatchObject({ status: 302, headers: { location: '/login/corp' } });
    const kept = await automatic('return_to=%2Fapp%3Fa%3Db');
    expect(kept.headers['location']).toBe('/login/corp?return_to=%2Fapp%3Fa%3Db');
    const other = await automatic('', { items: [switchItem('partner')] });
    expect(other.headers['location']).toBe('/login/corp');
  });

  test.each(['auto_sign_in=false', 'signed_out=true'])('stays on the page with %s', async (query) => {
    expect((await automatic(query)).status).toBe(200);
  });

  test('stays on the page while that provider is switched off', async () => {
    const page = await automatic('', { items: [switchItem('corp')] });
    expect(page.status).toBe(200);
    expect(page.body).not.toContain('/login/corp');
    expect((await automatic('', { items: [switchItem('corp', true)] })).status).toBe(302);
  });
});
