import { randomInt } from 'node:crypto';
import type { JsonObject } from '../../../functions/core/base/json.ts';
import { LocalFailure } from '../failure.ts';
import { asObject, asString } from '../json.ts';

/** Each kind of character with the property that leaves it out (CloudFormation: GenerateSecretString). */
const kinds: readonly (readonly [exclude: string, characters: string])[] = [
  ['ExcludeLowercase', 'abcdefghijklmnopqrstuvwxyz'],
  ['ExcludeUppercase', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'],
  ['ExcludeNumbers', '0123456789'],
  ['ExcludePunctuation', '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'],
];

/**
 * The first value of a secret, as CloudFormation makes it from the template's GenerateSecretString.
 * Throws `LocalFailure` where the property contradicts itself.
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
    throw new LocalFailure('A GenerateSecretString of the template leaves no characters or no room for them: mend it.');
  }
  const password = Array.from({ length }, () => pick(all));
  // RequireEachIncludedType is true unless set: a draw without one of the kinds is drawn again, which keeps it uniform.
  const complete = sets.every((set) => set.length === 0 || password.some((character) => set.includes(character)));
  return generate['RequireEachIncludedType'] === false || complete ? password.join('') : generatePassword(generate);
}

function pick(characters: readonly string[]): string {
  return characters[randomInt(characters.length)] ?? '';
}
