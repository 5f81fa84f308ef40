import type { SettingsByFunction } from './settings.ts';

/** Name of the sparse index by which operators list accounts and a user's events; functions write to it alone. */
export const listIndex = 'lists';

/** The public documents of providers that the functions share in the table. */
export const documentKinds = ['metadata', 'jwks'] as const;

export type DocumentKind = (typeof documentKinds)[number];

/**
 * The documents that each function keeps for the others; all read them. Metadata says where client secrets are sent: it
 * is kept by the one function alone that reads all of them, so that no other could have them sent to itself.
 */
export const keptDocuments: Readonly<Record<keyof SettingsByFunction, readonly DocumentKind[]>> = {
  login: [],
  callback: ['metadata', 'jwks'],
  session: ['jwks'],
};
