import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { jwsAlgorithms } from '../../../../../functions/core/contract/algorithms.ts';
import { checkAccessTokenHash } from '../../../../../functions/core/oidc/id-token/access-token-hash.ts';
import { type AuthenticationAge, checkAuthTime } from '../../../../../functions/core/oidc/id-token/auth-time.ts';
import { checkNonce } from '../../../../../functions/core/oidc/id-token/nonce.ts';
import { checkStatedTimes, checkTimes } from '../../../../../functions/core/oidc/id-token/times.ts';
import { checkAudience } from '../../../../../functions/core/oidc/token-claims/audience.ts';
import { secondsClaim, toleranceSeconds } from '../../../../../functions/core/oidc/token-claims/clock.ts';
import { checkIssuer } from '../../../../../functions/core/oidc/token-claims/issuer.ts';
import { readSubject } from '../../../../../functions/core/oidc/token-claims/subject.ts';
import { runs } from '../../../../support/fuzz/runs.ts';
import { refusedToken } from '../../support/problems.ts';

/** Whether a check lets the claims pass; it must refuse them for one of these reasons otherwise. */
function passes(check: () => unknown, ...reasons: readonly string[]): boolean {
  try {
    check();
    return true;
  } catch (refusal) {
    expect(reasons.map(refusedToken)).toContainEqual(refusal);
    return false;
  }
}

describe('for any value', () => {
  test('iss is the issuer and nothing else', () => {
    fc.assert(
      fc.property(fc.string(), fc.oneof(fc.string(), fc.jsonValue()), (issuer, iss) => {
        expect(passes(() => checkIssuer({ iss }, { issuer, tenants: ['t'] }), 'iss')).toBe(iss === issuer);
      }),
    );
  });

  test('iss and tid name one tenant, and a listed one', () => {
    const tenant = fc.oneof(fc.constantFrom('t1', 't2', 'T1', '$&', '{tenantid}'), fc.string());
    const expected = { issuer: 'https://login.example.com/{tenantid}/v2.0', tenants: ['t1', 't2', '$&'] };
    fc.assert(
      fc.property(tenant, fc.oneof(tenant, fc.jsonValue()), (of, tid) => {
        const claims = { iss: `https://login.example.com/${of}/v2.0`, tid };
        const allowed = expected.tenants.includes(of) && tid === of;
        expect(passes(() => checkIssuer(claims, expected), 'iss', 'tid')).toBe(allowed);
      }),
      { numRuns: runs(1000) },
    );
  });

  test('nonce is the attempt’s and nothing else', () => {
    fc.assert(
      fc.property(fc.string(), fc.oneof(fc.string(), fc.jsonValue()), (nonce, found) => {
        expect(passes(() => checkNonce({ nonce: found }, nonce), 'nonce')).toBe(found === nonce);
        expect(passes(() => checkNonce({ nonce }, nonce))).toBe(true);
      }),
    );
  });

  test('aud names us, and azp is us wherever it stands or must stand', () => {
    const name = fc.constantFrom<unknown>('us', 'them', 'us ', 'US', 1, null);
    const aud = fc.oneof(name, fc.array(name, { maxLength: 3 }));
    fc.assert(
      fc.property(aud, fc.oneof(fc.constant(undefined), name), (found, azp) => {
        const list = Array.isArray(found) ? found : [found];
        const named = list.includes('us') && list.every((one) => typeof one === 'string');
        const expected = named && (azp === 'us' || (azp === undefined && list.length === 1));
        expect(passes(() => checkAudience({ aud: found, azp }, 'us'), 'aud', 'azp')).toBe(expected);
      }),
      { numRuns: runs(1000) },
    );
  });

  test('sub is 1 to 255 printable ASCII characters, given back byte for byte', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 300 }), fc.string({ unit: 'binary' }), fc.jsonValue()), (sub) => {
        const right = typeof sub === 'string' && sub.length > 0 && sub.length < 256 && /^[ -~]*$/.test(sub);
        expect(passes(() => readSubject({ sub }), 'sub')).toBe(right);
        if (right) expect(readSubject({ sub })).toBe(sub);
      }),
    );
    expect(readSubject({ sub: 's'.repeat(255) })).toHaveLength(255);
    expect(passes(() => readSubject({ sub: 'alice\n' }), 'sub')).toBe(false);
  });

  test('a NumericDate is zero, or a number of seconds that the calendar knows', () => {
    const value = fc.oneof(fc.double(), fc.integer(), fc.double({ min: 0, max: 2 }), fc.jsonValue());
    fc.assert(
      fc.property(fc.option(value, { nil: undefined }), (at) => {
        const right = at === undefined || at === 0 || (typeof at === 'number' && at >= 1 && at <= 1e12);
        expect(passes(() => secondsClaim({ at }, 'at'), 'at')).toBe(right);
      }),
      { numRuns: runs(1000) },
    );
    expect([0, 1, 1e12].map((at) => secondsClaim({ at }, 'at'))).toEqual([0, 1, 1e12]);
    for (const at of [1e12 + 1, -1, 0.5, Number.NaN, Infinity]) {
      expect(() => secondsClaim({ at }, 'at')).toThrow(refusedToken('at'));
    }
  });
});

describe('times', () => {
  const second = fc.integer({ min: -200, max: 200 });
  const now = 1_800_000_000;

  test('exp, iat and nbf are each held against the clock with the tolerance', () => {
    fc.assert(
      fc.property(second, second, fc.option(second, { nil: undefined }), (exp, iat, nbf) => {
        const claims = { exp: now + exp, iat: now + iat, ...(nbf !== undefined && { nbf: now + nbf }) };
        const expected = exp >= -toleranceSeconds && iat <= toleranceSeconds && (nbf ?? 0) <= toleranceSeconds;
        expect(passes(() => checkTimes(claims, now * 1000), 'exp', 'iat', 'nbf')).toBe(expected);
      }),
      { numRuns: runs(1000) },
    );
  });

  test('the tolerance is a minute', () => expect(toleranceSeconds).toBe(60));

  test('wherever they are stated, they hold; what is not stated does not', () => {
    const stated = fc.option(second, { nil: undefined });
    fc.assert(
      fc.property(stated, stated, stated, (exp, iat, nbf) => {
        const claims = Object.fromEntries(
          Object.entries({ exp, iat, nbf }).flatMap(([name, at]) => (at === undefined ? [] : [[name, now + at]])),
        );
        const begun = [iat, nbf].every((at = 0) => at <= toleranceSeconds);
        const expected = begun && (exp ?? 0) >= -toleranceSeconds;
        expect(passes(() => checkStatedTimes(claims, now * 1000), 'exp', 'iat', 'nbf')).toBe(expected);
        const complete = expected && exp !== undefined && iat !== undefined;
        expect(passes(() => checkTimes(claims, now * 1000), 'exp', 'iat', 'nbf')).toBe(complete);
      }),
      { numRuns: runs(1000) },
    );
  });
});

describe('auth_time', () => {
  const now = 1_800_000_000;
  const ages = fc.integer({ min: -200, max: 900 });
  const check = (auth_time: unknown, asked: AuthenticationAge) => checkAuthTime({ auth_time }, asked, now * 1000);
  const isPassed = (auth_time: unknown, asked: AuthenticationAge) => passes(() => check(auth_time, asked), 'auth_time');
  const refusal = refusedToken('auth_time');

  test('is recent enough, of this login, or was not asked to be either', () => {
    const maximum = fc.option(fc.nat(400), { nil: undefined });
    fc.assert(
      fc.property(ages, fc.nat(600), maximum, fc.boolean(), (ago, begun, maxAge, anew) => {
        const startedAt = (now - begun) * 1000;
        const asked = { startedAt, anew, ...(maxAge !== undefined && { maxAge }) };
        const ofThisLogin = ago <= begun + toleranceSeconds;
        const recent = maxAge === undefined || ago <= maxAge + toleranceSeconds;
        const expected = ago >= -toleranceSeconds && (ofThisLogin || (recent && !anew));
        expect(isPassed(now - ago, asked)).toBe(expected);
        if (expected) expect(check(now - ago, asked)).toBe(Math.min(now, now - ago));
      }),
      { numRuns: runs(1000) },
    );
  });

  test.each<[string, AuthenticationAge]>([
    ['max_age=0', { maxAge: 0 }],
    ['prompt=login', { anew: true }],
  ])('%s means since the login began, however long that took', (_asked, asked) => {
    const slow = { ...asked, startedAt: (now - 500) * 1000 };
    expect(check(now - 560, slow)).toBe(now - 560);
    expect(() => check(now - 561, slow)).toThrow(refusal);
    expect(check(now - 60, asked)).toBe(now - 60);
    expect(() => check(now - 61, asked)).toThrow(refusal);
  });

  test('must be there if max_age was sent; that a provider which was told prompt=login says it is not promised', () => {
    const silent = (asked: AuthenticationAge) => checkAuthTime({}, asked, now * 1000);
    expect(silent({})).toBe(0);
    expect(silent({ anew: true })).toBe(0);
    expect(check(0, { anew: true })).toBe(0);
    for (const maxAge of [0, 10, 999_999_999]) expect(() => silent({ maxAge })).toThrow(refusal);
    expect(() => check(0, { maxAge: 10 })).toThrow(refusal);
  });

  test.each(['1', -1, {}, null, Number.NaN])('of %j is refused, whatever was asked', (auth_time) => {
    for (const asked of [{}, { maxAge: 10 }, { anew: true }]) expect(() => check(auth_time, asked)).toThrow(refusal);
  });

  test('in the future counts as the present time within the tolerance, and is refused beyond it, whatever was asked', () => {
    for (const asked of [{}, { maxAge: 10 }, { anew: true }]) {
      expect(check(now + 60, asked)).toBe(now);
      expect(() => check(now + 61, asked)).toThrow(refusal);
    }
  });
});

describe('at_hash', () => {
  const bits = (algorithm: string) => (algorithm === 'EdDSA' ? '512' : algorithm.slice(2));

  test.each(jwsAlgorithms)('of %s is the left half of its hash', (algorithm) => {
    const digest = createHash(`sha${bits(algorithm)}`)
      .update('token')
      .digest();
    const at_hash = digest.subarray(0, digest.length / 2).toString('base64url');
    expect(() => checkAccessTokenHash({ at_hash }, algorithm, 'token')).not.toThrow();
    expect(() => checkAccessTokenHash({ at_hash }, algorithm, 'other')).toThrow(refusedToken('at_hash'));
    expect(() => checkAccessTokenHash({ at_hash: `${at_hash}=` }, algorithm, 'token')).toThrow(refusedToken('at_hash'));
  });

  test('is the example of OpenID Connect Core 1.0 appendix A.3', () => {
    const accessToken = 'jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y';
    expect(() => checkAccessTokenHash({ at_hash: '77QmUPtjPfzWtF2AnpK9RQ' }, 'RS256', accessToken)).not.toThrow();
  });

  test('may be absent, and says nothing without an access token', () => {
    expect(() => checkAccessTokenHash({}, 'RS256', 'token')).not.toThrow();
    expect(() => checkAccessTokenHash({ at_hash: 'x' }, 'RS256', undefined)).not.toThrow();
  });
});
