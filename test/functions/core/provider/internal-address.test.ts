import type { LookupAddress } from 'node:dns';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  InternalAddress,
  isInternalAddress,
  publicLookup,
} from '../../../../functions/core/provider/internal-address.ts';
import { runs } from '../../../support/fuzz/runs.ts';

const internalV4 = [
  ...['0.0.0.0', '0.255.255.255', '10.0.0.0', '10.255.255.255', '100.64.0.0', '100.127.255.255', '127.0.0.1'],
  ...['127.255.255.255', '169.254.169.254', '169.254.170.2', '172.16.0.0', '172.31.255.255', '192.0.0.1'],
  ...['192.168.0.0', '192.168.255.255', '198.18.0.0', '198.19.255.255', '224.0.0.1', '239.255.255.255'],
  ...['240.0.0.1', '255.255.255.255'],
];
const publicV4 = [
  ...['1.1.1.1', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255', '128.0.0.0'],
  ...['169.253.255.255', '169.255.0.0', '172.15.255.255', '172.32.0.0', '192.167.255.255', '192.169.0.0'],
  ...['198.17.255.255', '198.20.0.0', '223.255.255.255'],
];
const internalV6 = [
  '::',
  '::1',
  'fc00::1',
  'fdff:ffff::1',
  'fd00:ec2::254',
  'fe80::1',
  'febf::1',
  'fec0::1',
  'ff02::1',
];
const publicV6 = ['2606:4700:4700::1111', '2a00:1450::1', 'fbff::1'];

/** The forms in which an IPv6 address can carry an IPv4 address. */
const carried: readonly (readonly [string, (high: string, low: string) => string])[] = [
  ['IPv4-mapped', (high, low) => `::ffff:${high}:${low}`],
  ['IPv4-compatible', (high, low) => `::${high}:${low}`],
  ['NAT64', (high, low) => `64:ff9b::${high}:${low}`],
  ['local NAT64', (high, low) => `64:ff9b:1::${high}:${low}`],
  ['6to4', (high, low) => `2002:${high}:${low}::1`],
];

function halves(address: string): readonly [string, string] {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  return [(a * 256 + b).toString(16), (c * 256 + d).toString(16)];
}

describe('isInternalAddress', () => {
  test.each([...internalV4, ...internalV6])('%s is internal', (address) =>
    expect(isInternalAddress(address)).toBe(true),
  );
  test.each([...publicV4, ...publicV6])('%s is public', (address) => expect(isInternalAddress(address)).toBe(false));

  test.each(carried)('an internal address in %s form is internal', (_name, form) => {
    for (const address of internalV4) expect(isInternalAddress(form(...halves(address)))).toBe(true);
  });

  test('an address and its IPv4-mapped form are judged alike', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(isInternalAddress(`::ffff:${address}`)).toBe(isInternalAddress(address));
      }),
      { numRuns: runs(500) },
    );
  });
});

describe('publicLookup', () => {
  const lookup = (host: string, all: boolean) =>
    new Promise<unknown>((resolve) => {
      publicLookup(host, { all }, (error, address: string | LookupAddress[], family) =>
        resolve(error ?? [address, family]),
      );
    });

  test.each(['localhost', '127.0.0.1', '::1', '169.254.169.254'])('refuses %s', async (host) => {
    expect(await lookup(host, true)).toBeInstanceOf(InternalAddress);
    expect(await lookup(host, false)).toBeInstanceOf(InternalAddress);
  });

  test('gives public addresses in both forms that are asked for', async () => {
    expect(await lookup('1.1.1.1', false)).toEqual(['1.1.1.1', 4]);
    expect(await lookup('1.1.1.1', true)).toEqual([[{ address: '1.1.1.1', family: 4 }], undefined]);
  });

  test('tells of a name that is not there', async () => {
    expect(await lookup('no-such-host.invalid', true)).toMatchObject({ syscall: 'getaddrinfo' });
  });
});
