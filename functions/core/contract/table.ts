import type { SettingsByFunction } from './settings.ts';

/**
 * Name of the table's sparse index that lists accounts by state, and audit events by user. Commands for operators query
 * the index. The functions never query it, and only write the items that it lists.
 */
export const listIndex = 'lists';

/** Kinds of public documents of providers that the functions share through the table. */
export const documentKinds = ['metadata', 'jwks'] as const;

export type DocumentKind = (typeof documentKinds)[number];

/**
 * Kinds of document that each function may store in the table; all functions may read them. Metadata determines where
 * client secrets are sent. So only the callback function, which reads all client secrets anyway, may store metadata.
 */
export const writableDocuments: Readonly<Record<keyof SettingsByFunction, readonly DocumentKind[]>> = {
  login: [],
  callback: ['metadata', 'jwks'],
  session: ['jwks'],
};
