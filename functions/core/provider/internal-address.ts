import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

const internal = new BlockList();
for (const [address, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  internal.addSubnet(address, prefix, 'ipv4');
}
for (const [address, prefix] of [
  // IPv6 ranges that can embed an internal IPv4 address: IPv4-compatible, NAT64 and 6to4. IPv4-mapped addresses need no
  // entry, since the IPv4 ranges above match them.
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const) {
  internal.addSubnet(address, prefix, 'ipv6');
}

/**
 * Whether an IP address is not public: private, link-local, loopback, or that of a cloud's metadata service, for
 * example (RFC 6890).
 */
export function isInternalAddress(address: string): boolean {
  return internal.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/**
 * Thrown if the host of an endpoint in the provider's metadata has an internal IP address. The endpoint is then not
 * called (SSRF).
 */
export class InternalAddress extends Error {
  constructor(host: string) {
    super(`${host} is an internal address`);
    this.name = 'InternalAddress';
  }
}

/**
 * Resolves a host name like `dns.lookup`, but refuses internal IP addresses. Node.js connects to the very addresses
 * that were checked. So the host name cannot resolve to another IP address between check and connection (DNS
 * rebinding).
 */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, '');
    if (addresses.some(({ address }) => isInternalAddress(address))) return callback(new InternalAddress(hostname), '');
    if (options.all === true) return callback(null, addresses);
    const [first] = addresses;
    callback(null, first?.address ?? '', first?.family);
  });
};
