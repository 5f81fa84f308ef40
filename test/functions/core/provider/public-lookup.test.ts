import type { LookupAddress } from 'node:dns';
import { expect, jest, test } from '@jest/globals';

const outside = { address: '1.1.1.1', family: 4 };
const inside = { address: '10.0.0.1', family: 4 };
let resolved: readonly LookupAddress[] = [];

jest.unstable_mockModule('node:dns', () => ({
  lookup: (_host: string, _options: object, callback: (error: null, found: readonly LookupAddress[]) => void) =>
    callback(null, resolved),
}));
const { InternalAddress, publicLookup } = await import('../../../../functions/core/provider/internal-address.ts');

const lookup = (all: boolean) =>
  new Promise<unknown>((resolve) => {
    publicLookup('login.example.com', { all }, (error, address, family) => resolve(error ?? [address, family]));
  });

test('a name of public addresses resolves to them', async () => {
  resolved = [outside, { address: '2606:4700::1111', family: 6 }];
  expect(await lookup(true)).toEqual([resolved, undefined]);
  expect(await lookup(false)).toEqual(['1.1.1.1', 4]);
});

test.each([[[outside, inside]], [[inside, outside]], [[outside, { address: '::ffff:169.254.169.254', family: 6 }]]])(
  'a name that resolves to %j is refused: one internal address is enough',
  async (addresses) => {
    resolved = addresses;
    expect(await lookup(true)).toBeInstanceOf(InternalAddress);
    expect(await lookup(false)).toBeInstanceOf(InternalAddress);
  },
);
