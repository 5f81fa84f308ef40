import type { ConfigProblem } from './config-error.ts';
import { nearestName } from './nearest-name.ts';
import { clientSecretRemedy } from './refused-secrets.ts';

const shownCharacters = 60;

/**
 * A value of the configuration with its path. Reading it as the wrong type reports a problem and gives a fallback, so
 * that the rest is read and every problem is reported at once; the fallback is never used, as any problem ends in an error.
 */
export class Field {
  readonly path: string;
  readonly value: unknown;
  readonly #problems: ConfigProblem[];

  constructor(path: string, value: unknown, problems: ConfigProblem[]) {
    this.path = path;
    this.value = value;
    this.#problems = problems;
  }

  /** Whether the key is not there at all. */
  get absent(): boolean {
    return this.value === undefined;
  }

  /** Reports this value. `cure` is a sentence; `found` describes the value where showing it would not do. */
  refuse(cure: string, found: string = describe(this.value)): void {
    this.#problems.push({ path: this.path, found, cure });
  }

  /**
   * Looks up an object's keys; a key that is not there is an absent field. Keys that are not in `known` are reported,
   * those that `explain` knows with its cure. Only own properties count: `__proto__` is a key like any other.
   * Below a value that is not an object nothing more is reported.
   */
  keys<Key extends string>(
    known: readonly Key[],
    explain: (key: string) => string | undefined = clientSecretRemedy,
  ): (key: Key) => Field {
    const found = this.entries();
    const problems = found === undefined ? [] : this.#problems;
    for (const [key, field] of found ?? []) {
      if (!known.some((name) => name === key)) {
        field.refuse(explain(key) ?? unknownKeyCure(key, known), 'a key that is not known here');
      }
    }
    return (key) => found?.get(key) ?? new Field(this.#below(key), undefined, problems);
  }

  /** Every key of an object with its value, whatever the keys are; undefined where it is not an object. */
  entries(): Map<string, Field> | undefined {
    if (typeof this.value !== 'object' || this.value === null || Array.isArray(this.value)) {
      this.refuse('It must be an object.');
      return undefined;
    }
    return new Map(
      Object.entries(this.value).map(([key, value]) => [key, new Field(this.#below(key), value, this.#problems)]),
    );
  }

  /** The items of a list; an absent one has none. */
  items(): readonly Field[] {
    if (this.absent) {
      return [];
    }
    if (!Array.isArray(this.value)) {
      this.refuse('It must be a list.');
      return [];
    }
    return this.value.map((value: unknown, index) => new Field(`${this.path}[${index}]`, value, this.#problems));
  }

  /** A string that `accepts` holds for; what it must be is said by `cure`. */
  string(accepts: (value: string) => boolean, cure: string): string {
    if (typeof this.value === 'string' && accepts(this.value)) {
      return this.value;
    }
    this.refuse(cure);
    return '';
  }

  /** A boolean; `fallback` where the key is absent. */
  boolean(fallback: boolean): boolean {
    if (typeof this.value === 'boolean') {
      return this.value;
    }
    if (!this.absent) {
      this.refuse('It must be true or false.');
    }
    return fallback;
  }

  /** A whole number from `least` to `most`, inclusive; `fallback` where the key is absent. `unit` is for the message. */
  integer(least: number, most: number, unit: string, fallback: number): number {
    if (this.absent) {
      return fallback;
    }
    if (typeof this.value === 'number' && Number.isInteger(this.value) && this.value >= least && this.value <= most) {
      return this.value;
    }
    this.refuse(`It must be a whole number of ${unit} from ${least} to ${most}.`);
    return fallback;
  }

  /** One of a few strings; `fallback` where the key is absent. */
  oneOf<Choice extends string>(choices: readonly Choice[], fallback: Choice): Choice {
    if (this.absent) {
      return fallback;
    }
    const choice = choices.find((each) => each === this.value);
    if (choice === undefined) {
      this.refuse(`It must be ${choices.length === 1 ? '' : 'one of '}${choices.join(', ')}.`);
    }
    return choice ?? fallback;
  }

  #below(key: string): string {
    const plain = /^[\w$-]+$/.test(key);
    const step = plain ? key : `[${JSON.stringify(key.slice(0, shownCharacters))}]`;
    return this.path === '' || !plain ? `${this.path}${step}` : `${this.path}.${step}`;
  }
}

/** A short description of a value for a message: scalars as they are, shortened; of the rest the kind alone. */
function describe(value: unknown): string {
  if (value === undefined) {
    return 'nothing';
  }
  if (typeof value === 'string') {
    return JSON.stringify(value.length > shownCharacters ? `${value.slice(0, shownCharacters)}…` : value);
  }
  if (Array.isArray(value)) {
    return value.length === 0 ? 'an empty list' : 'a list';
  }
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

function unknownKeyCure(key: string, known: readonly string[]): string {
  const near = nearestName(key, known);
  return near === undefined
    ? `Remove it; the keys known here are ${known.join(', ')}.`
    : `Did you mean ${near}? Otherwise remove it.`;
}
