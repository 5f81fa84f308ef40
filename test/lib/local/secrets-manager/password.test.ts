import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LocalFailure } from '../../../../lib/local/failure.ts';
import { generateSecretString } from '../../../../lib/local/secrets-manager/password.ts';

describe('generateSecretString', () => {
  test('puts the password into the template', () => {
    const value = generateSecretString({
      SecretStringTemplate: '{"a":1}',
      GenerateStringKey: 'b',
      PasswordLength: 64,
      ExcludePunctuation: true,
    });
    expect(JSON.parse(value)).toEqual({ a: 1, b: expect.stringMatching(/^[A-Za-z0-9]{64}$/) });
  });

  test('without properties: 32 characters of all types', () => {
    const value = generateSecretString({});
    expect(value).toHaveLength(32);
    for (const kind of [/[a-z]/, /[A-Z]/, /[0-9]/, /[^\w]|_/]) expect(value).toMatch(kind);
  });

  test('never uses excluded characters, whatever the properties', () => {
    const properties = fc.record({
      PasswordLength: fc.integer({ min: 5, max: 40 }),
      ExcludeLowercase: fc.boolean(),
      ExcludeNumbers: fc.boolean(),
      ExcludePunctuation: fc.boolean(),
      IncludeSpace: fc.boolean(),
      RequireEachIncludedType: fc.boolean(),
    });
    fc.assert(
      fc.property(properties, (generate) => {
        const value = generateSecretString({ ...generate, ExcludeCharacters: 'AB' });
        expect(value).toHaveLength(generate.PasswordLength);
        expect(value).not.toMatch(/[AB]/);
        if (generate.ExcludeLowercase) expect(value).not.toMatch(/[a-z]/);
        if (generate.ExcludeNumbers) expect(value).not.toMatch(/[0-9]/);
        if (generate.ExcludePunctuation) expect(value).not.toMatch(/[^\w ]|_/);
        if (!generate.IncludeSpace) expect(value).not.toMatch(/ /);
      }),
    );
  });

  test('refuses properties that exclude every character', () => {
    const nothing = { ExcludeLowercase: true, ExcludeUppercase: true, ExcludeNumbers: true, ExcludePunctuation: true };
    expect(() => generateSecretString(nothing)).toThrow(LocalFailure);
    expect(() => generateSecretString({ PasswordLength: 2 })).toThrow(LocalFailure);
  });
});
