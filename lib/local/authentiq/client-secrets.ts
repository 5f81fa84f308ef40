import { createHash, randomBytes } from 'node:crypto';
import * as v from 'valibot';
import type { RegisteredClient } from './clients.ts';
import { sameText } from './constant-time.ts';
import { minute } from './lifetimes.ts';
import type { Collection, Store } from './store.ts';

const secretSchema = v.object({
  id: v.string(),
  secret: v.string(),
  /** When it was added, in ISO 8601. */
  createdAt: v.string(),
});

/** One secret of a client. */
export type ClientSecret = v.InferOutput<typeof secretSchema>;

/** How many secrets a client can have: one more takes the place of the oldest. */
export const mostSecrets = 5;

/** How long a new secret waits to be shown, in seconds. */
const showLifetimeSeconds = minute;

const isText = (value: unknown): value is string => typeof value === 'string';

/**
 * The clients' secrets: each of a client's authenticates it, and the one that it used last signs for it, because that one
 * it surely has. What is added or revoked is on disk at once.
 */
export class ClientSecrets {
  readonly #store: Store;
  readonly #held: Collection<ClientSecret[]>;
  /** By client id, the id of the secret that the client authenticated with last. */
  readonly #used: Collection<string>;
  readonly #given: Collection<string>;
  readonly #unseen: Collection<string>;

  constructor(store: Store) {
    this.#store = store;
    this.#held = store.collection('ClientSecrets', (value) => v.is(v.array(secretSchema), value));
    this.#used = store.collection('UsedClientSecret', isText);
    this.#given = store.collection('GivenClientSecret', isText);
    this.#unseen = store.collection('UnseenClientSecret', isText);
  }

  /**
   * Sees to it that a client has a secret: its first, where none is held; where somebody gives it, one that was not
   * given at an earlier start, so that a restart does not bring back what was revoked.
   */
  provide({ clientId, clientSecret, secretIsGiven = false }: RegisteredClient): void {
    const held = this.of(clientId);
    const mark = createHash('sha256').update(clientSecret).digest('base64url');
    const isNews = secretIsGiven && this.#given.get(clientId) !== mark;
    if (isNews) this.#given.set(clientId, mark);
    const isMissing = !held.some(({ secret }) => secret === clientSecret);
    if (held.length === 0 || (isNews && isMissing)) this.add(clientId, { secret: clientSecret });
  }

  /** A client's secrets, oldest first. */
  of(clientId: string): readonly ClientSecret[] {
    return this.#held.get(clientId) ?? [];
  }

  /** The secret that was added last. Throws Error for a client that was never provided with one. */
  newest(clientId: string): ClientSecret {
    return required(clientId, this.of(clientId).at(-1));
  }

  /**
   * The secret that signs: the one that the client authenticated with last; where that is revoked, or none was used yet,
   * the oldest. Throws Error for a client that was never provided with one.
   */
  signing(clientId: string): ClientSecret {
    const used = this.#used.get(clientId);
    const held = this.of(clientId);
    return required(clientId, held.find(({ id }) => id === used) ?? held[0]);
  }

  /** Whether text is one of a client's secrets; how long that takes does not tell which. */
  accepts(clientId: string, text: string): boolean {
    return this.#matching(clientId, text) !== undefined;
  }

  /** Authenticates a client by text: as `accepts`, and the secret that it is signs from then on. */
  authenticate(clientId: string, text: string): boolean {
    const used = this.#matching(clientId, text);
    if (used === undefined) return false;
    // Written with what a sign-in changes anyway: if it is lost, the next one makes up for it.
    if (this.#used.get(clientId) !== used.id) this.#used.set(clientId, used.id);
    return true;
  }

  /**
   * Adds a secret: a made one, or `secret`. One that is held already becomes the newest under the id that it has, and so
   * goes on signing if it did. `replace` revokes the others.
   */
  add(clientId: string, { secret = makeSecret(), replace = false } = {}): ClientSecret {
    const held = this.of(clientId);
    const id = held.find((other) => other.secret === secret)?.id ?? randomBytes(9).toString('base64url');
    const added = { id, secret, createdAt: new Date().toISOString() };
    const kept = replace ? [] : held.filter((other) => other.id !== id);
    this.#keep(clientId, [...kept, added].slice(-mostSecrets));
    return added;
  }

  /** Revokes a secret, unless it is the last one, without which nothing could be signed. */
  revoke(clientId: string, id: string): 'revoked' | 'unknown' | 'last' {
    const held = this.of(clientId);
    if (!held.some((secret) => secret.id === id)) return 'unknown';
    if (held.length === 1) return 'last';
    this.#keep(
      clientId,
      held.filter((secret) => secret.id !== id),
    );
    return 'revoked';
  }

  /** Lets a secret be shown once, soon. */
  announce(clientId: string, { id }: ClientSecret): void {
    this.#unseen.set(id, clientId, showLifetimeSeconds);
  }

  /** The secret that was announced by that id, the first time that it is asked for, and its client. */
  reveal(id: string): { readonly clientId: string; readonly secret: string } | undefined {
    const clientId = this.#unseen.get(id);
    this.#unseen.delete(id);
    const found = clientId === undefined ? undefined : this.of(clientId).find((secret) => secret.id === id);
    return clientId !== undefined && found !== undefined ? { clientId, secret: found.secret } : undefined;
  }

  #matching(clientId: string, text: string): ClientSecret | undefined {
    const [found] = this.of(clientId).filter(({ secret }) => sameText(secret, text));
    return found;
  }

  #keep(clientId: string, secrets: ClientSecret[]): void {
    this.#held.set(clientId, secrets);
    this.#store.flush();
  }
}

function required(clientId: string, secret: ClientSecret | undefined): ClientSecret {
  if (secret === undefined) throw new Error(`Client ${clientId} has no secret.`);
  return secret;
}

function makeSecret(): string {
  return randomBytes(32).toString('base64url');
}
