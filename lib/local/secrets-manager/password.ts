import { randomInt } from 'node:crypto';
import type { JsonObject } from '../../../functions/core/base/json.ts';
import { LocalFailure } from '../failure.ts';
import { asObject, asString } from '../json.ts';

/**
 * Character types of generated passwords, each with the name of the property that excludes the type (CloudFormation:
 * GenerateSecretString).
 */
const kinds: readonly (readonly [exclude: string, characters: string])[] = [
  ['ExcludeLowercase', 'abcdefghijklmnopqrstuvwxyz'],
  ['ExcludeUppercase', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'],
  ['ExcludeNumbers', '0123456789'],
  ['ExcludePunctuation', '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'],
];

/**
 * The initial value of a secret, as CloudFormation generates it from the template's GenerateSecretString. Throws
 * `LocalFailure` if no password can meet the property, for example because all characters are excluded.
 */
export function generateSecretString(generate: JsonObject): string {
  const password = generatePassword(generate);
  const key = generate['GenerateStringKey'];
  if (key === undefined) return password;
  const template = JSON.parse(asString(generate['SecretStringTemplate'], 'SecretStringTemplate'));
  return JSON.stringify({
    ...asObject(template, 'SecretStringTemplate'),
    [asString(key, 'GenerateStringKey')]: password,
  });
}

function generatePassword(generate: JsonObject): string {
  const excluded = new Set(String(generate['ExcludeCharacters'] ?? ''));
  const sets = kinds
    .filter(([exclude]) => generate[exclude] !== true)
    .map(([, characters]) => [...characters].filter((character) => !excluded.has(character)));
  if (generate['IncludeSpace'] === true) sets.push([' ']);
  const length = Number(generate['PasswordLength'] ?? 32);
  const all = sets.flat();
  if (all.length === 0 || !(length >= sets.length && length <= 4096)) {
    throw new LocalFailure(
      'A GenerateSecretString of the template excludes all characters, or PasswordLength is too small for it: correct it.',
    );
  }
  const password = Array.from({ length }, () => pick(all));
  // RequireEachIncludedType is true by default. A password that lacks one of the types is discarded and generated
  // again, so that all valid passwords are equally likely.
  const complete = sets.every((set) => set.length === 0 || password.some((character) => set.includes(character)));
  return generate['RequireEachIncludedType'] === false || complete ? password.join('') : generatePassword(generate);
}

function pick(characters: readonly string[]): string {
  return characters[randomInt(characters.length)] ?? '';
}
