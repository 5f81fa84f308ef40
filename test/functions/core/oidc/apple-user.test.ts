import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mergeClaims, nameFromAppleUser } from '../../../../functions/core/oidc/apple-user.ts';
import { problem } from '../support/problems.ts';

const read = (user: unknown) =>
  nameFromAppleUser(new URLSearchParams({ user: typeof user === 'string' ? user : JSON.stringify(user) }));

describe('nameFromAppleUser', () => {
  test('reads the name, and never the address', () => {
    const user = { name: { firstName: 'Ann', lastName: 'Example' }, email: 'ann@example.com', email_verified: true };
    expect(read(user)).toEqual({ given_name: 'Ann', family_name: 'Example' });
  });

  test('reads the part that is there', () => {
    expect(read({ name: { firstName: 'Ann' } })).toEqual({ given_name: 'Ann' });
    expect(read({ name: { firstName: ' ', lastName: 'Example' } })).toEqual({ family_name: 'Example' });
    expect(read({ name: { firstName: 'a'.repeat(255), lastName: 'b'.repeat(256) } })).toEqual({
      given_name: 'a'.repeat(255),
    });
  });

  test.each(
    [
      ['', '{', 'null', '[]', '"Ann"', '{"name":"Ann"}', '{"name":["Ann"]}', '{"name":null}'],
      ['{"firstName":"Ann"}', '{"name":{"firstName":1,"lastName":{}}}', '{"name":{"given_name":"Ann"}}'],
      ['{"__proto__":{"name":{"firstName":"Ann"}}}', '{"name":{"__proto__":{"firstName":"Ann"}}}'],
      ['{"name":{"firstName":"\\ud800"}}'],
    ].flat(),
  )('tells no name where it is %s', (user) => expect(read(user)).toEqual({}));

  test('has no name if it is absent', () => expect(nameFromAppleUser(new URLSearchParams('code=c'))).toEqual({}));

  test('is refused if it is a duplicate or too long', () => {
    const user = JSON.stringify({ name: { firstName: 'Ann' } });
    const twice = new URLSearchParams([
      ['user', user],
      ['user', user],
    ]);
    expect(() => nameFromAppleUser(twice)).toThrow(
      problem('invalid_callback', { message: 'duplicate user parameter' }),
    );
    expect(() => read(`${user}${' '.repeat(4096)}`)).toThrow(problem('too_large'));
  });

  test('gives two bounded texts at most, whatever it holds', () => {
    const part = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.jsonValue());
    const key = fc.constantFrom('firstName', 'lastName', '__proto__', 'given_name', 'email', 'sub');
    const user = fc.oneof(fc.jsonValue(), fc.record({ name: fc.dictionary(key, part), email: part }));
    fc.assert(
      fc.property(user, (value) => {
        const found = read(value);
        expect(Object.getPrototypeOf(found)).toBe(Object.prototype);
        for (const [claim, text] of Object.entries(found)) {
          expect(['given_name', 'family_name']).toContain(claim);
          expect(String(text).length).toBeLessThanOrEqual(255);
          expect([typeof text, String(text).trim() !== '', String(text).isWellFormed()]).toEqual([
            'string',
            true,
            true,
          ]);
        }
        expect({}).not.toHaveProperty('firstName');
      }),
    );
  });
});

describe('mergeClaims', () => {
  const told = { given_name: 'Ann', family_name: 'Example' };

  test('adds what the claims do not say', () => {
    expect(mergeClaims({ sub: 's', given_name: null, family_name: '' }, told)).toEqual({ sub: 's', ...told });
  });

  test('leaves what they do', () => {
    const own = { sub: 's', given_name: 'Anna' };
    expect(mergeClaims(own, told)).toEqual({ ...own, family_name: 'Example' });
    expect(mergeClaims(own, {})).toEqual(own);
  });
});
