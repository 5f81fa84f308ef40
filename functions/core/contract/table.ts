import type { SettingsByFunction } from './settings.ts';

/** Name of the sparse index of accounts and of a user's events. Operators query it; functions only write to it. */
export const listIndex = 'lists';

/** The public documents of providers that the functions share in the table. */
export const documentKinds = ['metadata', 'jwks'] as const;

export type DocumentKind = (typeof documentKinds)[number];

/**
 * Kinds of document that each function may store; all functions read them. Metadata tells where client secrets are sent,
 * so only the function that reads all client secrets anyway may store it.
 */
export const writableDocuments: Readonly<Record<keyof SettingsByFunction, readonly DocumentKind[]>> = {
  login: [],
  callback: ['metadata', 'jwks'],
  session: ['jwks'],
};
