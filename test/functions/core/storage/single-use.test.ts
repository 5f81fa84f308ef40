import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  consumeAttempt,
  consumedAttemptReturnTo,
  isLogoutTokenUsed,
  recordLogoutToken,
} from '../../../../functions/core/storage/single-use.ts';
import { providerSettings } from '../support/settings.ts';
import { startTable, type TestTable } from '../support/table.ts';

let store: TestTable;
beforeAll(async () => {
  store = await startTable();
});
afterAll(() => store.close());

describe('a login attempt', () => {
  const attempt = (stateHash: string, requestId: string) => ({
    stateHash,
    requestId,
    returnTo: '/app?a=b',
    until: 600_000,
  });

  test('is consumed by one of many concurrent requests', async () => {
    const requests = Array.from({ length: 8 }, (_, index) => attempt('hash', `request-${index}`));
    const taken = await Promise.all(requests.map((request) => consumeAttempt(store.table, request)));
    expect(taken.filter(Boolean)).toHaveLength(1);
    expect(await consumeAttempt(store.table, attempt('hash', 'later'))).toBe(false);
    expect(await consumeAttempt(store.table, attempt('other', 'later'))).toBe(true);
  });

  test('is consumed by that request even if its write was retried', async () => {
    expect(await consumeAttempt(store.table, attempt('repeated', 'one'))).toBe(true);
    expect(await consumeAttempt(store.table, attempt('repeated', 'one'))).toBe(true);
    expect(await consumeAttempt(store.table, attempt('repeated', 'two'))).toBe(false);
  });

  test('stores only return_to, the request id and its expiry', async () => {
    expect(await consumedAttemptReturnTo(store.table, 'left')).toBeUndefined();
    await consumeAttempt(store.table, attempt('left', 'request'));
    expect(await consumedAttemptReturnTo(store.table, 'left')).toBe('/app?a=b');
    expect((await store.items())['ATTEMPT#left ATTEMPT']).toEqual({
      return_to: { S: '/app?a=b' },
      request_id: { S: 'request' },
      expires_at: { N: '600' },
    });
  });
});

describe('a logout token', () => {
  test('counts as used once recorded, per provider', async () => {
    const [corp, other] = [providerSettings(), providerSettings({ name: 'other' })];
    expect(await isLogoutTokenUsed(store.table, corp, 'jti')).toBe(false);
    await recordLogoutToken(store.table, 'corp', 'jti', 360_000);
    expect(await isLogoutTokenUsed(store.table, corp, 'jti')).toBe(true);
    expect(await isLogoutTokenUsed(store.table, other, 'jti')).toBe(false);
    expect((await store.items())['JTI#corp#jti JTI']).toEqual({ expires_at: { N: '360' } });
  });
});
