import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Profile } from '../../accounts/profile.ts';
import type { Identity, SessionsEnded, User, UserState } from '../../accounts/user.ts';
import { keys } from '../table/keys.ts';
import { shardOf, userList } from '../table/list-index.ts';
import type { TransactionStep } from '../table/port.ts';
import { identityEntry } from './user-item.ts';

/** Time and address of a sign-in. */
interface Counted {
  readonly createdAt: number;
  readonly ip: string;
}

/** Builder of a write to a user's item: each change adds the conditions that it depends on. */
export class UserUpdate {
  readonly #userId: string;
  readonly #set: string[] = [];
  readonly #remove: string[] = [];
  readonly #add: string[] = [];
  readonly #conditions = ['attribute_exists(pk)'];
  readonly #names: Record<string, string> = {};
  readonly #values: Record<string, AttributeValue> = {};

  constructor(userId: string) {
    this.#userId = userId;
  }

  /** Requires that the account is in one of these states. */
  inState(...states: readonly UserState[]): this {
    this.#names['#state'] = 'state';
    const alternatives = states.map((state) => `#state = ${this.#value({ S: state })}`);
    this.#conditions.push(`(${alternatives.join(' OR ')})`);
    return this;
  }

  /** Changes the state, and with it the account's list. */
  toState(state: UserState): this {
    Object.assign(this.#names, { '#state': 'state', '#list': 'list' });
    const list = userList(state, shardOf(this.#userId));
    this.#set.push(`#state = ${this.#value({ S: state })}`, `#list = ${this.#value({ S: list })}`);
    return this;
  }

  /**
   * Sets the revocation cutoff: sessions created up to then (milliseconds since the epoch) end, except one. Requires that
   * the cutoff was not changed since the user was read, so that no session revives. Clocks differ, so the cutoff is never
   * before the last sign-in.
   */
  sessionsEnded(user: User, { at, except }: SessionsEnded): this {
    const latest = Math.max(at, user.sessionsEnded?.at ?? 0, user.currentSignIn?.at ?? 0);
    const cutoff = { at: latest, ...(except !== undefined && { except }) };
    this.#set.push(`sessions_ended = ${this.#value({ M: marshall(cutoff) })}`);
    return this.notEndedSince(user);
  }

  /** Requires that the revocation cutoff was not changed since the user was read. */
  notEndedSince({ sessionsEnded }: User): this {
    this.#conditions.push(
      sessionsEnded === undefined
        ? 'attribute_not_exists(sessions_ended)'
        : `sessions_ended = ${this.#value({ M: marshall(sessionsEnded) })}`,
    );
    return this;
  }

  /** Requires that the identity at a provider is the one that was read, without a later logout. */
  sameIdentity(provider: string, { uid, linkedAt, signedOut, signedOutWithoutSid }: Identity): this {
    const path = this.#identity(provider);
    this.#conditions.push(
      `${path}.uid = ${this.#value({ S: uid })}`,
      `${path}.linked_at = ${this.#value({ N: String(linkedAt) })}`,
      ...Object.entries({ signed_out: signedOut, signed_out_without_sid: signedOutWithoutSid }).map(([kind, moment]) =>
        moment === undefined
          ? `attribute_not_exists(${path}.${kind})`
          : `${path}.${kind}.arrived_at = ${this.#value({ N: String(moment.arrivedAt) })}`,
      ),
    );
    return this;
  }

  /** Counts a sign-in; the former current sign-in becomes the last one. */
  counted({ currentSignIn }: User, { createdAt, ip }: Counted): this {
    // An account that waited for approval or was imported has no sign-in yet.
    if (currentSignIn !== undefined) {
      this.#set.push('last_sign_in_at = current_sign_in_at', 'last_sign_in_ip = current_sign_in_ip');
    }
    this.#set.push(
      `current_sign_in_at = ${this.#value({ N: String(createdAt) })}`,
      `current_sign_in_ip = ${this.#value({ S: ip })}`,
    );
    this.#add.push(`sign_in_count ${this.#value({ N: '1' })}`);
    return this;
  }

  /** Records the use of an identity of the user. */
  used(provider: string, at: number): this {
    const path = this.#identity(provider);
    this.#set.push(`${path}.last_sign_in_at = ${this.#value({ N: String(at) })}`);
    this.#conditions.push(`attribute_exists(${path})`);
    return this;
  }

  /** Links an identity; requires that the user has none at its provider. */
  linked(provider: string, identity: Identity): this {
    const path = this.#identity(provider);
    this.#set.push(`${path} = ${this.#value({ M: marshall(identityEntry(identity)) })}`);
    this.#conditions.push(`attribute_not_exists(${path})`);
    return this;
  }

  /** Unlinks the identity at a provider; requires that it has this uid. */
  unlinked(provider: string, uid: string): this {
    const path = this.#identity(provider);
    this.#remove.push(path);
    this.#conditions.push(`${path}.uid = ${this.#value({ S: uid })}`);
    return this;
  }

  /** Requires that the user still has an identity at one of these providers. */
  stillLinkedTo(providers: readonly string[]): this {
    const alternatives = providers.map((provider) => `attribute_exists(${this.#identity(provider)})`);
    this.#conditions.push(`(${alternatives.join(' OR ')})`);
    return this;
  }

  /** Replaces the profile; requires that the address is the one that was read, as the unique names depend on it. */
  withProfile(profile: Profile, known: Profile): this {
    this.#names['#profile'] = 'profile';
    const value = { M: marshall(profile, { removeUndefinedValues: true }) };
    this.#set.push(`#profile = ${this.#value(value)}`);
    return this.hasAddress(known);
  }

  /** Requires that the address is the one that was read. */
  hasAddress({ email, emailVerified }: Profile): this {
    this.#names['#profile'] = 'profile';
    this.#conditions.push(
      email === undefined ? 'attribute_not_exists(#profile.email)' : `#profile.email = ${this.#value({ S: email })}`,
      `#profile.emailVerified = ${this.#value({ BOOL: emailVerified })}`,
    );
    return this;
  }

  /** The step of a transaction. */
  step(): TransactionStep {
    const clause = (word: string, parts: readonly string[]) =>
      parts.length === 0 ? [] : [`${word} ${parts.join(', ')}`];
    return {
      name: 'user',
      write: {
        Update: {
          Key: keys.user(this.#userId),
          UpdateExpression: [
            ...clause('SET', this.#set),
            ...clause('REMOVE', this.#remove),
            ...clause('ADD', this.#add),
          ].join(' '),
          ConditionExpression: this.#conditions.join(' AND '),
          ...(Object.keys(this.#names).length > 0 && { ExpressionAttributeNames: this.#names }),
          ExpressionAttributeValues: this.#values,
        },
      },
    };
  }

  #value(value: AttributeValue): string {
    const name = `:v${Object.keys(this.#values).length}`;
    this.#values[name] = value;
    return name;
  }

  #identity(provider: string): string {
    const known = Object.entries(this.#names).find(([, name]) => name === provider)?.[0];
    const name = known ?? `#p${Object.keys(this.#names).length}`;
    this.#names[name] = provider;
    return `identities.${name}`;
  }
}
