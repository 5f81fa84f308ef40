import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Profile } from '../../accounts/profile.ts';
import type { Identity, SessionsEnded, SignInMethodsChange, User, UserState } from '../../accounts/user.ts';
import { timeAfterEarlierOnes } from '../../sessions/session.ts';
import { keys } from '../table/keys.ts';
import { shardOf, userList } from '../table/list-index.ts';
import type { TransactionStep } from '../table/port.ts';
import { identityEntry } from './user-item.ts';

/** Time and IP address of a sign-in. */
interface Counted {
  readonly createdAt: number;
  readonly ip: string;
}

/** Builder of a write to a user's item. Each method adds a change, with the conditions that the change depends on. */
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

  /** Changes the account's state, and moves the account to the list of that state. */
  toState(state: UserState): this {
    Object.assign(this.#names, { '#state': 'state', '#list': 'list' });
    const list = userList(state, shardOf(this.#userId));
    this.#set.push(`#state = ${this.#value({ S: state })}`, `#list = ${this.#value({ S: list })}`);
    return this;
  }

  /**
   * Sets the user's revocation cutoff: sessions created up to `at` (milliseconds since the epoch) are revoked, except
   * the session `except`. Requires that the cutoff has not changed since the user was read, so that no session revives.
   * Clocks differ, so `timeAfterEarlierOnes` may set a later cutoff than `at`.
   */
  sessionsEnded(user: User, { at, except }: SessionsEnded): this {
    const cutoff = { at: timeAfterEarlierOnes(user, at), ...(except !== undefined && { except }) };
    this.#set.push(`sessions_ended = ${this.#value({ M: marshall(cutoff) })}`);
    return this.notEndedSince(user);
  }

  /**
   * Requires that the user's revocation cutoff (sessions created up to that time are revoked) has not changed since the
   * user was read.
   */
  notEndedSince({ sessionsEnded }: User): this {
    this.#conditions.push(
      sessionsEnded === undefined
        ? 'attribute_not_exists(sessions_ended)'
        : `sessions_ended = ${this.#value({ M: marshall(sessionsEnded) })}`,
    );
    return this;
  }

  /**
   * Requires that the identity at a provider is the one that was read, and that the provider has sent no logout for it
   * since.
   */
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

  /** Counts a sign-in, which becomes the current one; the former current sign-in becomes the last one. */
  counted({ currentSignIn }: User, { createdAt, ip }: Counted): this {
    // An account that waited for approval, or was imported, has no current sign-in yet.
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

  /** Records that an identity of the user was used to sign in. Requires that the identity is still linked. */
  used(provider: string, at: number): this {
    const path = this.#identity(provider);
    this.#set.push(`${path}.last_sign_in_at = ${this.#value({ N: String(at) })}`);
    this.#conditions.push(`attribute_exists(${path})`);
    return this;
  }

  /** Links an identity. Requires that the user has no identity at its provider yet. */
  linked(provider: string, identity: Identity): this {
    const path = this.#identity(provider);
    this.#set.push(`${path} = ${this.#value({ M: marshall(identityEntry(identity)) })}`);
    this.#conditions.push(`attribute_not_exists(${path})`);
    return this;
  }

  /** Unlinks the identity at a provider. Requires that the identity has this uid. */
  unlinked(provider: string, uid: string): this {
    const path = this.#identity(provider);
    this.#remove.push(path);
    this.#conditions.push(`${path}.uid = ${this.#value({ S: uid })}`);
    return this;
  }

  /** Stores a change of the sign-in methods as the last one, for the account page. */
  methodsChanged(change: SignInMethodsChange): this {
    this.#set.push(`sign_in_methods_change = ${this.#value({ M: marshall(change) })}`);
    return this;
  }

  /** Requires that the user still has an identity at one or more of these providers. */
  stillLinkedTo(providers: readonly string[]): this {
    const alternatives = providers.map((provider) => `attribute_exists(${this.#identity(provider)})`);
    this.#conditions.push(`(${alternatives.join(' OR ')})`);
    return this;
  }

  /**
   * Replaces the profile. Requires that the email address is the one that was read, since the transaction's steps for
   * unique email addresses depend on it.
   */
  withProfile(profile: Profile, known: Profile): this {
    this.#names['#profile'] = 'profile';
    const value = { M: marshall(profile, { removeUndefinedValues: true }) };
    this.#set.push(`#profile = ${this.#value(value)}`);
    return this.hasAddress(known);
  }

  /** Requires that the email address, whether it is verified and by which provider are those that were read. */
  hasAddress({ email, emailVerified, emailVerifiedBy }: Profile): this {
    this.#names['#profile'] = 'profile';
    this.#conditions.push(
      ...Object.entries({ email, emailVerifiedBy }).map(([field, text]) =>
        text === undefined
          ? `attribute_not_exists(#profile.${field})`
          : `#profile.${field} = ${this.#value({ S: text })}`,
      ),
      `#profile.emailVerified = ${this.#value({ BOOL: emailVerified })}`,
    );
    return this;
  }

  /** Makes the email address unverified, so that no provider vouches for it. */
  addressUnverified(): this {
    this.#names['#profile'] = 'profile';
    this.#set.push(`#profile.emailVerified = ${this.#value({ BOOL: false })}`);
    this.#remove.push('#profile.emailVerifiedBy');
    return this;
  }

  /** Creates the transaction step that writes the changes under their conditions. */
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
