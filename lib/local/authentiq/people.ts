import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { Collection, Store } from './store.ts';

const claimsSchema = v.object({
  name: v.string(),
  given_name: v.optional(v.string()),
  family_name: v.optional(v.string()),
  nickname: v.optional(v.string()),
  preferred_username: v.optional(v.string()),
  locale: v.optional(v.string()),
  zoneinfo: v.optional(v.string()),
  email: v.optional(v.string()),
  email_verified: v.optional(v.boolean()),
  phone_number: v.optional(v.string()),
  phone_number_verified: v.optional(v.boolean()),
  phone_type: v.optional(v.string()),
  address: v.optional(v.record(v.string(), v.string())),
  'aq:location': v.optional(v.record(v.string(), v.unknown())),
});

/**
 * A person's claims: those of OpenID Connect (Core 1.0 section 5.1), and those that only Authentiq defines
 * (`aq:location`, `phone_type`).
 */
export type PersonClaims = v.InferOutput<typeof claimsSchema>;

const personSchema = v.object({ sub: v.string(), claims: claimsSchema });

/** A person who can sign in. `sub` is base64url, like Authentiq's. */
export type Person = v.InferOutput<typeof personSchema>;

/** Subject identifier that is derived from `seed`, so that it is the same with every data file. */
function subject(seed: string): string {
  return createHash('sha256').update(`local authentiq person ${seed}`).digest('base64url');
}

/** Sample people, by the value of the identity form's `person` field. */
export const samplePeople = {
  alice: {
    sub: subject('alice'),
    claims: {
      name: 'Alice Smith',
      given_name: 'Alice',
      family_name: 'Smith',
      nickname: 'Al',
      preferred_username: 'alice',
      locale: 'en-GB',
      zoneinfo: 'Europe/Amsterdam',
      email: 'alice@example.com',
      email_verified: true,
      phone_number: '+31 20 123 4567',
      phone_number_verified: true,
      phone_type: 'mobile',
      address: {
        formatted: 'Keizersgracht 1\n1015 CJ Amsterdam\nNetherlands',
        street_address: 'Keizersgracht 1',
        locality: 'Amsterdam',
        postal_code: '1015 CJ',
        region: 'Noord-Holland',
        country: 'NL',
      },
      'aq:location': {
        latitude: 52.379,
        longitude: 4.8896,
        accuracy: 20,
        altitude: 2,
        speed: 0,
        address: { locality: 'Amsterdam', country: 'NL' },
      },
    },
  },
  bob: {
    sub: subject('bob'),
    claims: {
      name: 'Bob Jones',
      given_name: 'Bob',
      family_name: 'Jones',
      preferred_username: 'bob',
      locale: 'en-US',
      zoneinfo: 'America/New_York',
      email: 'bob@example.org',
      email_verified: true,
      phone_number: '+1 212 555 0100',
      phone_number_verified: false,
      phone_type: 'mobile',
      address: { formatted: '350 5th Ave\nNew York, NY 10118\nUSA', locality: 'New York', country: 'US' },
    },
  },
  carol: {
    sub: subject('carol'),
    claims: {
      name: 'Carol García',
      given_name: 'Carol',
      family_name: 'García',
      preferred_username: 'carol',
      email: 'carol@example.net',
      email_verified: false,
    },
  },
  dave: {
    sub: subject('dave'),
    claims: { name: 'Dave Brown', given_name: 'Dave', family_name: 'Brown', preferred_username: 'dave' },
  },
} as const satisfies Record<string, Person>;

/** Name of a sample person. */
export type SampleName = keyof typeof samplePeople;

/** Narrows a form's value to the name of a sample person. */
export function isSampleName(name: string): name is SampleName {
  return Object.hasOwn(samplePeople, name);
}

/**
 * A person with the given name and email address. The subject identifier is derived from the email address, or from the
 * name if the email address is empty.
 */
export function customPerson(name: string, email: string, emailVerified: boolean): Person {
  const [given = name, ...rest] = name.split(/\s+/);
  return {
    sub: subject(`custom ${(email || name).toLowerCase()}`),
    claims: {
      name,
      given_name: given,
      ...(rest.length > 0 && { family_name: rest.join(' ') }),
      ...(email && { email, email_verified: emailVerified }),
    },
  };
}

/** All people who can sign in: the sample people, and those entered in the identity form. */
export class People {
  readonly #custom: Collection<Person>;

  constructor(store: Store) {
    this.#custom = store.collection('Person', (value) => v.is(personSchema, value));
  }

  /** The person with a subject identifier. */
  find(sub: string): Person | undefined {
    return Object.values(samplePeople).find((person) => person.sub === sub) ?? this.#custom.get(sub);
  }

  /** Stores a person, unless it is a sample person. */
  add(person: Person): void {
    if (!Object.values(samplePeople).some(({ sub }) => sub === person.sub)) this.#custom.set(person.sub, person);
  }
}
