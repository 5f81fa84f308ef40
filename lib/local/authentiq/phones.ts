import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import type { Context } from './http.ts';
import { linkLifetimeSeconds } from './lifetimes.ts';
import { type People, type Person, samplePeople } from './people.ts';
import type { Collection, Store } from './store.ts';

const cookieName = 'authentiq_phone';

const phoneSchema = v.object({ sub: v.string() });
const declinedSchema = v.array(v.string());

/** A simulated phone, which is a browser with a cookie, and the person to whom the phone belongs. */
export interface Phone {
  readonly id: string;
  readonly person: Person;
}

/** The simulated phones, and the scopes that people declined at each relying party. */
export class Phones {
  readonly #phones: Collection<{ sub: string }>;
  readonly #declined: Collection<string[]>;
  readonly #people: People;

  constructor(store: Store, people: People) {
    this.#phones = store.collection('Phone', (value) => v.is(phoneSchema, value));
    this.#declined = store.collection('Declined', (value) => v.is(declinedSchema, value));
    this.#people = people;
  }

  find(id: string): Phone | undefined {
    const stored = this.#phones.get(id);
    const person = stored && this.#people.find(stored.sub);
    return person && { id, person };
  }

  /**
   * The browser's simulated phone. At the browser's first visit, a new phone is created, which belongs to the sample
   * person Alice.
   */
  ofBrowser(ctx: Context): Phone {
    const id = ctx.cookies.get(cookieName, { signed: true });
    const known = id === undefined ? undefined : this.find(id);
    if (known) return known;
    const phone = { id: randomBytes(16).toString('base64url'), person: samplePeople.alice };
    this.assign(phone.id, phone.person);
    ctx.cookies.set(cookieName, phone.id, {
      signed: true,
      path: '/phone',
      sameSite: 'lax',
      httpOnly: true,
      maxAge: linkLifetimeSeconds * 1000,
    });
    return phone;
  }

  /** Assigns a phone to a person. */
  assign(id: string, person: Person): void {
    this.#phones.set(id, { sub: person.sub }, linkLifetimeSeconds);
  }

  /** Names of the scopes that a person declined at the last sign-in to a relying party. */
  declined(sub: string, clientId: string): readonly string[] {
    return this.#declined.get(`${sub} ${clientId}`) ?? [];
  }

  rememberDeclined(sub: string, clientId: string, names: readonly string[]): void {
    this.#declined.set(`${sub} ${clientId}`, [...names]);
  }
}
