import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Browser } from '../../../support/browser.ts';
import { authorizationUrl, begin, exchange, type Fixture, finish, openFixture, signIn, userinfo } from './fixture.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture();
});
afterAll(() => fixture.close());

describe('the local Authentiq-like provider', () => {
  test('publishes discovery with Authentiq’s paths, the issuer with its slash, and plain scopes', async () => {
    const metadata = Object(await (await fetch(`${fixture.origin}/.well-known/openid-configuration`)).json());
    expect(metadata).toMatchObject({
      issuer: `${fixture.origin}/`,
      authorization_endpoint: `${fixture.origin}/authorize`,
      token_endpoint: `${fixture.origin}/token`,
      userinfo_endpoint: `${fixture.origin}/userinfo`,
      jwks_uri: `${fixture.origin}/public-keys`,
      end_session_endpoint: `${fixture.origin}/end-session`,
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
      authorization_response_iss_parameter_supported: true,
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      id_token_signing_alg_values_supported: ['HS256', 'RS256'],
    });
    expect(metadata.scopes_supported).toContain('aq:push');
    expect(metadata.scopes_supported).not.toContain('email~rs');
  });

  test('signs Alice in: claims in the ID token and at UserInfo, sid, iss in the response', async () => {
    const scope = 'aq:name email~rs address aq:push';
    const { callback, claims, header, tokens } = await signIn(fixture, {
      scope,
      share: ['aq:name', 'address', 'aq:push'],
    });
    expect(callback.searchParams.get('state')).toBe('xyz');
    expect(callback.searchParams.get('iss')).toBe(`${fixture.origin}/`);
    expect(header.alg).toBe('HS256');
    expect(claims).toMatchObject({
      nonce: 'n-1',
      name: 'Alice Smith',
      email: 'alice@example.com',
      email_verified: true,
      address: { country: 'NL' },
    });
    expect(claims.sub).toMatch(/^[\w-]{43}$/);
    expect(typeof claims['sid']).toBe('string');
    expect(tokens['scope']?.split(' ').sort()).toEqual(['address', 'aq:name', 'aq:push', 'email~rs', 'openid']);
    expect(await userinfo(fixture, tokens['access_token'] ?? '')).toMatchObject({
      status: 200,
      sub: claims.sub,
      name: 'Alice Smith',
      email: 'alice@example.com',
      address: { country: 'NL' },
    });
  });

  test('accepts client_secret_post too', async () => {
    const computer = new Browser();
    const { interaction, ticketUrl } = await begin(fixture, computer, 'openid');
    await new Browser().request(ticketUrl, { decision: 'approve' });
    const { claims } = await exchange(fixture, await finish(fixture, computer, interaction), 'post');
    expect(claims.sub).toMatch(/^[\w-]{43}$/);
  });

  test('omits unticked items, but never required ones', async () => {
    const { claims, tokens } = await signIn(fixture, { scope: 'aq:name email~rs address phone', share: ['phone'] });
    const shared = await userinfo(fixture, tokens['access_token'] ?? '');
    for (const source of [claims, shared]) {
      expect(source).toMatchObject({
        email: 'alice@example.com',
        phone_number: '+31 20 123 4567',
        phone_type: 'mobile',
      });
      expect(source).not.toHaveProperty('name');
      expect(source).not.toHaveProperty('address');
    }
    expect(tokens['scope']?.split(' ').sort()).toEqual(['email~rs', 'openid', 'phone']);
  });

  test('ignores unknown scopes, and implies openid', async () => {
    const { claims } = await signIn(fixture, { scope: 'aq:shoe-size email~q aq:location', share: ['aq:location'] });
    expect(claims['aq:location']).toMatchObject({ accuracy: 20 });
    expect(claims).not.toHaveProperty('email');
  });

  test('asks for approval of every request, also from a browser that just signed in', async () => {
    const first = await signIn(fixture);
    const again = await begin(fixture, first.computer, 'aq:name');
    expect(again.page).toContain('Scan this code');
    const silent = await first.computer.follow(
      authorizationUrl(fixture, 'aq:name', { prompt: 'none' }),
      fixture.origin,
    );
    expect(silent.url.searchParams.get('error')).toBe('login_required');
    expect(silent.url.searchParams.get('state')).toBe('xyz');
    const second = await signIn(fixture, { computer: first.computer, phone: first.phone });
    expect(second.claims.sub).toBe(first.claims.sub);
    expect(second.claims['sid']).not.toBe(first.claims['sid']);
  });

  test('returns access_denied if the phone declines or the computer cancels', async () => {
    const computer = new Browser();
    const phone = new Browser();
    const asked = await begin(fixture, computer, 'email');
    await phone.request(asked.ticketUrl, { decision: 'decline' });
    expect((await finish(fixture, computer, asked.interaction)).searchParams.get('error')).toBe('access_denied');

    const cancelled = await begin(fixture, computer, 'email');
    const callback = await finish(
      fixture,
      computer,
      new URL(`${cancelled.interaction.pathname}/cancel`, fixture.origin),
    );
    expect(callback.searchParams.get('error')).toBe('access_denied');
    expect((await phone.request(cancelled.ticketUrl)).status).toBe(410);
  });

  test('shows errors on a page that cannot be returned to the relying party', async () => {
    const url = authorizationUrl(fixture, 'email', { client_id: 'nobody<script>' });
    const response = await new Browser().request(url);
    expect(response.status).toBe(400);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await response.text()).not.toContain('<script>');
    const wrong = await new Browser().follow(
      authorizationUrl(fixture, 'email', { response_type: 'token' }),
      fixture.origin,
    );
    expect(wrong.url.hash).toContain('error=unsupported_response_type');
  });

  test('an interaction belongs to the browser that started it', async () => {
    const { interaction } = await begin(fixture, new Browser(), 'email');
    const response = await new Browser().request(interaction);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('This sign-in is over');
  });
});
