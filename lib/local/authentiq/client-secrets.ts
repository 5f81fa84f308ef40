import { createHash, randomBytes } from 'node:crypto';
import * as v from 'valibot';
import type { RegisteredClient } from './clients.ts';
import { sameText } from './constant-time.ts';
import { minute } from './lifetimes.ts';
import type { Collection, Store } from './store.ts';

const secretSchema = v.object({
  id: v.string(),
  secret: v.string(),
  /** Time when the secret was created, in ISO 8601. */
  createdAt: v.string(),
});

/** One secret of a client. */
export type ClientSecret = v.InferOutput<typeof secretSchema>;

/** Maximum number of secrets per client. A further secret revokes the oldest. */
export const maxSecrets = 5;

/** How long the developer console can show a new secret after its creation, in seconds. */
const revealLifetimeSeconds = minute;

const isText = (value: unknown): value is string => typeof value === 'string';

/**
 * The clients' secrets. A client can authenticate with each of its secrets. The secret that it authenticated with last
 * signs its tokens, because the client certainly has that secret. Additions and revocations are written to disk
 * immediately.
 */
export class ClientSecrets {
  readonly #store: Store;
  readonly #held: Collection<ClientSecret[]>;
  /** By client ID: ID of the secret that the client authenticated with last. */
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
   * Ensures that a client has a secret. A client without secrets receives its initial secret. An initial secret from
   * the configuration is also added to existing secrets, but only at the first start that has it. Otherwise a restart
   * would restore a revoked secret.
   */
  provide({ clientId, clientSecret, secretIsGiven = false }: RegisteredClient): void {
    const held = this.of(clientId);
    const digest = createHash('sha256').update(clientSecret).digest('base64url');
    const isNew = secretIsGiven && this.#given.get(clientId) !== digest;
    if (isNew) this.#given.set(clientId, digest);
    const isMissing = !held.some(({ secret }) => secret === clientSecret);
    if (held.length === 0 || (isNew && isMissing)) this.add(clientId, { secret: clientSecret });
  }

  /** A client's secrets, oldest first. */
  of(clientId: string): readonly ClientSecret[] {
    return this.#held.get(clientId) ?? [];
  }

  /** A client's newest secret. Throws Error for a client without secrets. */
  newest(clientId: string): ClientSecret {
    return required(clientId, this.of(clientId).at(-1));
  }

  /**
   * The secret that signs a client's tokens: the one that the client authenticated with last. If that secret is
   * revoked, or the client has not authenticated yet, it is the oldest secret. Throws Error for a client without
   * secrets.
   */
  signing(clientId: string): ClientSecret {
    const used = this.#used.get(clientId);
    const held = this.of(clientId);
    return required(clientId, held.find(({ id }) => id === used) ?? held[0]);
  }

  /** Whether `text` is one of a client's secrets. The comparison takes constant time. */
  accepts(clientId: string, text: string): boolean {
    return this.#matching(clientId, text) !== undefined;
  }

  /**
   * Authenticates a client by `text`. If `text` is one of the client's secrets, it becomes the secret that signs the
   * client's tokens.
   */
  authenticate(clientId: string, text: string): boolean {
    const used = this.#matching(clientId, text);
    if (used === undefined) return false;
    // Nothing is written to disk here, because the sign-in itself causes a write soon. If the process ends before that,
    // the client's next authentication records the secret again.
    if (this.#used.get(clientId) !== used.id) this.#used.set(clientId, used.id);
    return true;
  }

  /**
   * Adds a secret to a client: `secret`, or a random one. If the client already has this secret, it becomes the newest
   * and its ID does not change. So a secret that signs the client's tokens continues to sign them. `replace` revokes
   * the client's other secrets.
   */
  add(clientId: string, { secret = randomSecret(), replace = false } = {}): ClientSecret {
    const held = this.of(clientId);
    const id = held.find((other) => other.secret === secret)?.id ?? randomBytes(9).toString('base64url');
    const added = { id, secret, createdAt: new Date().toISOString() };
    const kept = replace ? [] : held.filter((other) => other.id !== id);
    this.#save(clientId, [...kept, added].slice(-maxSecrets));
    return added;
  }

  /** Revokes a secret, unless it is the client's last one, without which the client's tokens could not be signed. */
  revoke(clientId: string, id: string): 'revoked' | 'unknown' | 'last' {
    const held = this.of(clientId);
    if (!held.some((secret) => secret.id === id)) return 'unknown';
    if (held.length === 1) return 'last';
    this.#save(
      clientId,
      held.filter((secret) => secret.id !== id),
    );
    return 'revoked';
  }

  /** Allows `reveal` to return a new secret once, within `revealLifetimeSeconds`. */
  announce(clientId: string, { id }: ClientSecret): void {
    this.#unseen.set(id, clientId, revealLifetimeSeconds);
  }

  /**
   * The secret with this ID and its client, if `announce` allowed it; otherwise undefined. Each secret is returned only
   * once.
   */
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

  #save(clientId: string, secrets: ClientSecret[]): void {
    this.#held.set(clientId, secrets);
    this.#store.flush();
  }
}

function required(clientId: string, secret: ClientSecret | undefined): ClientSecret {
  if (secret === undefined) throw new Error(`Client ${clientId} has no secret.`);
  return secret;
}

function randomSecret(): string {
  return randomBytes(32).toString('base64url');
}
