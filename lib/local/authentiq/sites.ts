import type { Provider } from 'oidc-provider/lib/provider.js';
import * as v from 'valibot';
import type { ClientSecrets } from './client-secrets.ts';
import type { Clients } from './clients.ts';
import { sessionLifetimeSeconds } from './lifetimes.ts';
import { sendLogoutToken } from './logout-token.ts';
import type { Collection, Store } from './store.ts';
import { describeBrowser } from './user-agent.ts';

const siteSchema = v.object({
  sub: v.string(),
  sid: v.string(),
  clientId: v.string(),
  /** Description of the browser that is signed in, for example `Firefox on Linux`. */
  browser: v.string(),
  /** Time of the sign-in, in ISO 8601. */
  since: v.string(),
});

/** An active sign-in: a person at a relying party in one browser. */
export type SignedInSite = v.InferOutput<typeof siteSchema>;

/**
 * Active sign-ins of all people. Each sign-in is one session of oidc-provider, and is stored by the session's `uid`.
 */
export class Sites {
  readonly #sites: Collection<SignedInSite>;
  readonly #provider: Provider;
  readonly #clients: Clients;
  readonly #secrets: ClientSecrets;

  /** Subscribes to oidc-provider's events, to record each sign-in and to remove it when its session ends. */
  constructor(store: Store, provider: Provider, clients: Clients, secrets: ClientSecrets) {
    this.#sites = store.collection('Site', (value) => v.is(siteSchema, value));
    this.#provider = provider;
    this.#clients = clients;
    this.#secrets = secrets;
    provider.on('authorization.success', (ctx) => {
      const { session, client } = ctx.oidc;
      if (!session?.accountId || !client) return;
      const sid = session.sidFor(client.clientId);
      if (sid === undefined) return;
      const site = {
        sub: session.accountId,
        sid,
        clientId: client.clientId,
        browser: describeBrowser(ctx.get('user-agent')),
        since: new Date().toISOString(),
      };
      this.#sites.set(session.uid, site, sessionLifetimeSeconds);
    });
    provider.on('session.destroyed', (session) => this.#sites.delete(session.uid));
  }

  /** Sites where a person is signed in, newest first. */
  of(sub: string): (readonly [string, SignedInSite])[] {
    return this.#sites
      .entries()
      .filter(([, site]) => site.sub === sub)
      .reverse();
  }

  /**
   * Signs a person out of a site: destroys the session and its grant, and sends the relying party a logout token.
   * @returns whether the relying party confirmed the logout; undefined if the person has no active sign-in with this ID
   */
  async end(sub: string, id: string): Promise<boolean | undefined> {
    const site = this.#sites.get(id);
    if (!site || site.sub !== sub) return undefined;
    const session = await this.#provider.Session.findByUid(id);
    const grantId = session?.grantIdFor(site.clientId);
    if (grantId !== undefined) await (await this.#provider.Grant.find(grantId))?.destroy();
    await session?.destroy();
    this.#sites.delete(id);
    const client = this.#clients.get(site.clientId);
    if (client === undefined) return false;
    const { secret } = this.#secrets.signing(client.clientId);
    return sendLogoutToken(this.#provider.issuer, client, secret, site);
  }
}
