import { expect } from '@jest/globals';
import type { JWTPayload } from 'jose';
import { expectRefusedLogout, postLogout } from '../backchannel-logout.ts';
import { getSession } from '../login.ts';
import type { ProgrammableProvider } from '../programmable-provider/index.ts';
import { claims } from '../programmable-provider/misbehaviours.ts';
import { expectSignedIn } from './logins.ts';
import type { ConformanceModule } from './module.ts';

/** The provider's session in which these modules sign people in. */
export const sid = 'sid-1';

/** A module whose logout token is refused: the session goes on, and nothing is written. */
export function refusedLogout(
  provider: string,
  logoutToken: (provider: ProgrammableProvider) => string | Promise<string>,
): ConformanceModule {
  return {
    provider,
    we: 'answer 400 `invalid_request`, and keep the session',
    async run(context) {
      const { baseUrl, table } = context.deployment;
      const { browser } = await expectSignedIn(context, claims({ sid }));
      const before = await table.rows('');
      const body = new URLSearchParams({ logout_token: await logoutToken(context.provider) });
      await expectRefusedLogout(baseUrl, await postLogout(baseUrl, context.provider.name, body), browser);
      expect(await table.rows('')).toEqual(before);
    },
  };
}

/** A module whose logout token ends the session that it names, and no other. */
export function acceptedLogout(
  provider: string,
  tokenClaims: JWTPayload,
  fields: Readonly<Record<string, string>> = {},
): ConformanceModule {
  return {
    provider,
    we: 'answer 200, and end the session',
    async run(context) {
      const { baseUrl } = context.deployment;
      const { browser } = await expectSignedIn(context, claims({ sid }));
      const { browser: other } = await expectSignedIn(context, claims({ sid: `${sid}-of-another-browser` }));
      const logout_token = await context.provider.logoutToken(tokenClaims);
      const response = await fetch(`${baseUrl}/logout/backchannel/${context.provider.name}`, {
        method: 'POST',
        body: new URLSearchParams({ logout_token, ...fields }),
      });
      expect([response.status, await response.text()]).toEqual([200, '']);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect((await getSession(baseUrl, browser)).status).toBe(401);
      expect((await getSession(baseUrl, other)).status).toBe(200);
    },
  };
}
