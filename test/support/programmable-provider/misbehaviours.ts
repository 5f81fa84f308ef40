import type { Misbehaviour } from './misbehaviour.ts';

/** Claims of the ID token changed; one that is set to undefined is left out of the JSON. */
export function claims(changes: Readonly<Record<string, unknown>>): Misbehaviour {
  return { claims: (regular) => ({ ...regular, ...changes }) };
}

/** The ID token with another last octet of its signature. */
export const spoiltSignature: Misbehaviour = {
  async idToken(header, claims, signer) {
    const [head, payload, signature = ''] = (await signer.sign(header, claims)).split('.');
    const octets = Buffer.from(signature, 'base64url');
    octets.writeUInt8((octets.at(-1) ?? 0) ^ 1, octets.length - 1);
    return `${head}.${payload}.${octets.toString('base64url')}`;
  },
};

/** The ID token's header without `kid`. */
export const withoutKid: Misbehaviour = { header: ({ kid: _, ...header }) => header };

/** UserInfo as a JWT that the provider signs, with changed claims and header; what is set to undefined is left out. */
export function signedUserinfo(
  changes: Readonly<Record<string, unknown>> = {},
  header: Readonly<Record<string, unknown>> = {},
): Misbehaviour {
  return {
    signedUserinfo: (claims, signer) => signer.sign({ ...signer.header(), ...header }, { ...claims, ...changes }),
  };
}
