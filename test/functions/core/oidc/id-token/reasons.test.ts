import { describe, expect, test } from '@jest/globals';
import { checkAccessTokenHash } from '../../../../../functions/core/oidc/id-token/access-token-hash.ts';
import { checkAuthTime } from '../../../../../functions/core/oidc/id-token/auth-time.ts';
import { checkNonce } from '../../../../../functions/core/oidc/id-token/nonce.ts';
import { checkTimes } from '../../../../../functions/core/oidc/id-token/times.ts';
import { checkIsIdToken } from '../../../../../functions/core/oidc/id-token/type.ts';
import { checkAudience } from '../../../../../functions/core/oidc/token-claims/audience.ts';
import { checkIssuer } from '../../../../../functions/core/oidc/token-claims/issuer.ts';
import { readSid } from '../../../../../functions/core/oidc/token-claims/sid.ts';
import { readSubject } from '../../../../../functions/core/oidc/token-claims/subject.ts';
import { problem } from '../../support/problems.ts';

const now = 1_800_000_000;
const good = { iss: 'https://i/', sub: 's', aud: 'us', nonce: 'n', exp: now, iat: now };
const template = { issuer: 'https://i/{tenantid}/', tenants: ['t1'] };
const hash = (claims: object) => checkAccessTokenHash({ ...claims }, 'RS256', 'access-1');
const audience = (claims: object) => checkAudience({ ...claims }, 'us');
const times = (claims: object) => checkTimes({ ...good, ...claims }, now * 1000);
const authTime = (auth_time: number | undefined, asked: object) =>
  checkAuthTime({ ...(auth_time !== undefined && { auth_time }) }, asked, now * 1000);

describe('the log is told why an ID token was refused', () => {
  test.each<[string, string, () => unknown]>([
    ['at_hash', 'at_hash does not match the access token', () => hash({ at_hash: 'x' })],
    ['aud', 'aud does not name this client', () => audience({ aud: 'them' })],
    ['azp', 'several audiences without azp', () => audience({ aud: ['us', 'them'] })],
    ['azp', 'azp is another client', () => audience({ aud: 'us', azp: 'them' })],
    ['auth_time', 'auth_time is in the future', () => authTime(now + 61, {})],
    ['auth_time', 'auth_time is missing though max_age was sent', () => authTime(undefined, { maxAge: 10 })],
    ['auth_time', 'auth_time is not a time though max_age was sent', () => authTime(0, { maxAge: 10 })],
    ['auth_time', 'the person signed in at the provider too long ago', () => authTime(now - 71, { maxAge: 10 })],
    ['auth_time', 'the person did not reauthenticate at the provider', () => authTime(now - 61, { anew: true })],
    ['iss', 'iss is missing', () => checkIssuer({}, template)],
    ['iss', 'iss is missing', () => checkIssuer({}, { ...template, issuer: 'https://i/' })],
    ['iss', 'iss is not the issuer', () => checkIssuer({ iss: 'https://i' }, { ...template, issuer: 'https://i/' })],
    ['tid', 'tid is not the tenant of iss', () => checkIssuer({ iss: 'https://i/t1/', tid: 't2' }, template)],
    ['nonce', 'nonce is missing', () => checkNonce({}, 'n')],
    ['nonce', "nonce is not this attempt's", () => checkNonce({ nonce: 'm' }, 'n')],
    ['sid', 'sid is not a string of 1 to 255 characters', () => readSid({ sid: '' })],
    ['sub', 'sub is missing or not 1 to 255 ASCII characters', () => readSubject({ sub: '' })],
    ['exp', 'exp is missing', () => times({ exp: undefined })],
    ['iat', 'iat is missing', () => times({ iat: undefined })],
    ['exp', 'the token has expired', () => times({ exp: now - 61 })],
    ['iat', 'the token was issued in the future', () => times({ iat: now + 61 })],
    ['nbf', 'the token is not valid yet', () => times({ nbf: now + 61 })],
    ['typ', 'the token is of another type', () => checkIsIdToken({ alg: 'RS256', typ: 'at+jwt' }, good)],
    ['events', 'a token with events is no ID token', () => checkIsIdToken({ alg: 'RS256' }, { ...good, events: {} })],
  ])('%s: %s', (check, message, refuse) =>
    expect(refuse).toThrow(problem('invalid_id_token', { message, log: { check } })),
  );
});
