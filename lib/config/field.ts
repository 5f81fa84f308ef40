import type { ConfigProblem } from './config-error.ts';
import { nearestName } from './nearest-name.ts';
import { clientSecretRemedy } from './refused-secrets.ts';

const shownCharacters = 60;

/**
 * A value of the configuration block, with its path in the block. Reading it as the wrong type reports a problem and
 * returns a fallback, so that all problems are found in one pass. The fallback is never used: any problem makes
 * `parseConfig` throw.
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

  /** Whether the key is missing from the block. */
  get absent(): boolean {
    return this.value === undefined;
  }

  /**
   * Reports a problem of this value.
   * @param remedy How to fix the problem, as a sentence.
   * @param found Text that is shown in place of the value, for values that must not be shown.
   */
  refuse(remedy: string, found: string = describe(this.value)): void {
    this.#problems.push({ path: this.path, found, cure: remedy });
  }

  /**
   * Reads an object with known keys, and returns a function that returns the field of a key. For a missing key, that
   * field is `absent`. Unknown keys are reported. Only own properties count, so `__proto__` is a key like any other. If
   * the value is not an object, only that is reported, and no problem of the keys below it.
   * @param explain Returns the specific remedy for an unknown key; undefined if there is none, so that the general
   * remedy is reported.
   */
  keys<Key extends string>(
    known: readonly Key[],
    explain: (key: string) => string | undefined = clientSecretRemedy,
  ): (key: Key) => Field {
    const found = this.entries();
    const problems = found === undefined ? [] : this.#problems;
    for (const [key, field] of found ?? []) {
      if (!known.some((name) => name === key)) {
        field.refuse(explain(key) ?? unknownKeyRemedy(key, known), 'an unknown key');
      }
    }
    return (key) => found?.get(key) ?? new Field(this.#pathOf(key), undefined, problems);
  }

  /**
   * Every entry of an object, whatever its keys. If the value is not an object, that is reported, and the result is
   * undefined.
   */
  entries(): Map<string, Field> | undefined {
    if (typeof this.value !== 'object' || this.value === null || Array.isArray(this.value)) {
      this.refuse('It must be an object.');
      return undefined;
    }
    return new Map(
      Object.entries(this.value).map(([key, value]) => [key, new Field(this.#pathOf(key), value, this.#problems)]),
    );
  }

  /**
   * Items of a list, as fields. The result is empty if the key is absent, or if the value is not a list, which is
   * reported.
   */
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

  /**
   * Reads a string. Reports a value that is not a string, or that `accepts` refuses.
   * @param remedy A sentence that describes an accepted string.
   * @returns an empty string if the value was refused
   */
  string(accepts: (value: string) => boolean, remedy: string): string {
    if (typeof this.value === 'string' && accepts(this.value)) {
      return this.value;
    }
    this.refuse(remedy);
    return '';
  }

  /** Reads a boolean; `fallback` if the key is absent. */
  boolean(fallback: boolean): boolean {
    if (typeof this.value === 'boolean') {
      return this.value;
    }
    if (!this.absent) {
      this.refuse('It must be true or false.');
    }
    return fallback;
  }

  /**
   * Reads a whole number from `min` to `max`, inclusive; `fallback` if the key is absent. The message of a problem
   * names `unit`, for example seconds.
   */
  integer(min: number, max: number, unit: string, fallback: number): number {
    if (this.absent) {
      return fallback;
    }
    if (typeof this.value === 'number' && Number.isInteger(this.value) && this.value >= min && this.value <= max) {
      return this.value;
    }
    this.refuse(`It must be a whole number of ${unit} from ${min} to ${max}.`);
    return fallback;
  }

  /** Reads one of the choices; `fallback` if the key is absent. A value that is not one of the choices is reported. */
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

  #pathOf(key: string): string {
    const plain = /^[\w$-]+$/.test(key);
    const step = plain ? key : `[${JSON.stringify(key.slice(0, shownCharacters))}]`;
    return this.path === '' || !plain ? `${this.path}${step}` : `${this.path}.${step}`;
  }
}

/**
 * Short description of a value for a message. A string is shortened, and other scalars are shown as they are. For an
 * object or a list, only the type is shown.
 */
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

function unknownKeyRemedy(key: string, known: readonly string[]): string {
  const near = nearestName(key, known);
  return near === undefined
    ? `Remove it; the known keys are ${known.join(', ')}.`
    : `Did you mean ${near}? Otherwise remove it.`;
}
