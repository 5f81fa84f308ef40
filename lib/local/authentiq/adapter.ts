import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';
import { isObject } from '../../../functions/core/base/json.ts';
import type { Collection, Store } from './store.ts';

function isPayload(value: unknown): value is AdapterPayload {
  return isObject(value);
}

function findBy(
  records: Collection<AdapterPayload>,
  key: 'uid' | 'userCode',
  value: string,
): AdapterPayload | undefined {
  return records.entries().find(([, payload]) => payload[key] === value)?.[1];
}

/**
 * Storage adapter that oidc-provider requires. It stores each of the library's models (session, grant, code, …) in a
 * collection of the store.
 */
export function storeAdapter(store: Store): AdapterFactory {
  return (model): Adapter => {
    const records = store.collection(model, isPayload);
    return {
      upsert: async (id, payload, ttl) => records.set(id, payload, ttl),
      find: async (id) => records.get(id),
      findByUid: async (uid) => findBy(records, 'uid', uid),
      findByUserCode: async (userCode) => findBy(records, 'userCode', userCode),
      consume: async (id) => {
        const payload = records.get(id);
        const now = Math.floor(Date.now() / 1000);
        if (payload?.exp !== undefined) records.set(id, { ...payload, consumed: now }, payload.exp - now);
      },
      destroy: async (id) => records.delete(id),
      revokeByGrantId: async (grantId) => {
        for (const [id, payload] of records.entries()) if (payload.grantId === grantId) records.delete(id);
      },
    };
  };
}
