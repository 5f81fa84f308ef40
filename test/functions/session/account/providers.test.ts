import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { accountProviders } from '../../../../functions/session/account/providers.ts';
import { providerSettings } from '../../core/support/settings.ts';
import { newUser, start } from '../../core/support/sign-ins.ts';

const names = ['a', 'b', 'c', '__proto__', 'constructor'];
const configured = ['a', 'b', 'c'].map((name) => providerSettings({ name, label: `Label ${name}` }));

/** A user with identities at these providers. */
function userAt(linked: readonly string[]) {
  const identities = Object.fromEntries(linked.map((name) => [name, { uid: `uid-${name}`, linkedAt: start }]));
  return { ...newUser(), identities };
}

const providersOf = (linked: readonly string[], disabled: readonly string[] = []) =>
  accountProviders(userAt(linked), configured, new Set(disabled));

describe('providers from the view of an account', () => {
  test('the configured ones in order, then removed ones that are still linked', () => {
    const providers = providersOf(['b', 'gone'], ['c']);
    expect(providers.map(({ name, label, usable, identity }) => [name, label, usable, identity?.uid])).toEqual([
      ['a', 'Label a', true, undefined],
      ['b', 'Label b', true, 'uid-b'],
      ['c', 'Label c', false, undefined],
      ['gone', 'gone', false, 'uid-gone'],
    ]);
  });

  test('has the configured icon, or none', () => {
    const icon = 'data:image/png;base64,x';
    const [one, other] = accountProviders(userAt([]), [providerSettings({ icon }), providerSettings()], new Set());
    expect(one).toHaveProperty('icon', icon);
    expect(other).not.toHaveProperty('icon');
  });

  test.each([
    [['a'], [], []],
    [['a', 'b'], [], ['a', 'b']],
    [['a', 'b'], ['b'], ['b']],
    [['a', 'b'], ['a', 'b'], []],
    [['a', 'gone'], [], ['gone']],
    [['gone', 'lost'], [], []],
  ])('linked %j, switched off %j: %j can be unlinked', (linked, disabled, expected) => {
    const providers = providersOf(linked, disabled);
    expect(providers.filter(({ canUnlink }) => canUnlink).map(({ name }) => name)).toEqual(expected);
  });

  test('after any permitted unlink a sign-in method remains', () => {
    const some = fc.subarray(names);
    fc.assert(
      fc.property(some, some, (linked, disabled) => {
        const providers = providersOf(linked, disabled);
        for (const { name, identity, canUnlink } of providers) {
          const left = providers.filter((one) => one.name !== name && one.usable && one.identity !== undefined);
          expect(canUnlink).toBe(identity !== undefined && left.length > 0);
        }
      }),
    );
  });
});
