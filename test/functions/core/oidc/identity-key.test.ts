import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type VerifiedIdToken, verifyIdToken } from '../../../../functions/core/oidc/id-token/index.ts';
import { identityKey } from '../../../../functions/core/oidc/identity-key.ts';
import { problem, refusedToken } from '../support/problems.ts';
import { createSigner } from '../support/tokens.ts';

const signing = createSigner('HS256');

async function verified(further: object): Promise<VerifiedIdToken> {
  const { sign, keys } = await signing;
  const now = Date.UTC(2026, 10, 23);
  const claims = { iss: 'i', sub: 'Alice', aud: 'c', nonce: 'n', iat: now / 1000, exp: now / 1000, ...further };
  const expected = { issuer: 'i', tenants: [], clientId: 'c', nonce: 'n', now };
  return verifyIdToken(await sign(claims), keys, { ...expected, algorithm: 'HS256' });
}

test('is the subject, byte for byte, whatever tid and oid say', async () => {
  expect(identityKey(await verified({ tid: 't', oid: 'o' }), 'sub')).toBe('Alice');
});

describe('of a directory', () => {
  test('is tenant and object, byte for byte', async () => {
    expect(identityKey(await verified({ tid: 'Tenant-1', oid: '0B-ject' }), 'tid_oid')).toBe('Tenant-1:0B-ject');
  });

  test.each([
    ['no tid', { tid: undefined }, 'tid'],
    ['no oid', { oid: undefined }, 'oid'],
    ['an empty oid', { oid: '' }, 'oid'],
    ['an oid that is no text', { oid: ['o'] }, 'oid'],
    ['an oid with the colon that joins the two', { oid: 'o:p' }, 'oid'],
    ['a tid with a space', { tid: 't ' }, 'tid'],
    ['a tid that is not ASCII', { tid: 'ţ' }, 'tid'],
    ['an oversized oid', { oid: 'o'.repeat(128) }, 'oid'],
  ])('is refused with %s', async (_name, claims, check) => {
    const token = await verified({ tid: 't', oid: 'o', ...claims });
    const message = `${check} is missing or not 1 to 127 ASCII characters`;
    expect(() => identityKey(token, 'tid_oid')).toThrow(problem('invalid_id_token', { message, log: { check } }));
  });

  test('is one for no two people, and short enough to be kept', async () => {
    // Mostly characters that are accepted: a refused part says nothing about two keys.
    const unit = fc.oneof({ weight: 12, arbitrary: fc.constantFrom('a', 'A', '-') }, fc.constantFrom(':', 'é'));
    const part = fc.string({ unit, minLength: 1, maxLength: 3 });
    const keyOf = async (tid: string, oid: string) => {
      const token = await verified({ tid, oid });
      try {
        return identityKey(token, 'tid_oid');
      } catch (refusal) {
        expect([refusedToken('tid'), refusedToken('oid')]).toContainEqual(refusal);
        return undefined;
      }
    };
    await fc.assert(
      fc.asyncProperty(part, part, part, part, async (tid, oid, otherTid, otherOid) => {
        const [key, other] = [await keyOf(tid, oid), await keyOf(otherTid, otherOid)];
        fc.pre(key !== undefined && other !== undefined);
        expect(key === other).toBe(tid === otherTid && oid === otherOid);
        expect(key?.length).toBeLessThanOrEqual(255);
      }),
    );
  });
});
