import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseFrontchannelLogout } from '../../../../functions/core/oidc/frontchannel-logout.ts';
import type { IssuerRule } from '../../../../functions/core/oidc/token-claims/issuer.ts';
import { problem } from '../support/problems.ts';

const rule: IssuerRule = { issuer: 'https://op.example/', tenants: [] };
const tenantRule: IssuerRule = { issuer: 'https://op.example/{tenantid}/', tenants: ['t1', 't2'] };
const parse = (query: string, by = rule) => parseFrontchannelLogout(new URLSearchParams(query), by);

describe('parseFrontchannelLogout', () => {
  test('reads issuer and sid, whatever else is there', () => {
    const logout = { issuer: 'https://op.example/', sid: 's/1 +' };
    expect(parse('iss=https%3A%2F%2Fop.example%2F&sid=s%2F1+%2B&x=1&x=2&Sid=other')).toEqual(logout);
  });

  test.each([
    ['', 'iss or sid is missing'],
    ['iss=https://op.example/', 'iss or sid is missing'],
    ['sid=s', 'iss or sid is missing'],
    ['iss=&sid=s', 'iss or sid is missing'],
    ['iss=https://op.example/&sid=', 'iss or sid is missing'],
    ['iss=https://op.example/&sid=s&sid=s', 'duplicate sid parameter'],
    ['iss=https://op.example/&sid=&sid=s', 'duplicate sid parameter'],
    ['iss=https://op.example/&iss=https://op.example/&sid=s', 'duplicate iss parameter'],
    ['iss=https://op.example&sid=s', 'iss of the logout is not the issuer'],
    ['iss=https://OP.example/&sid=s', 'iss of the logout is not the issuer'],
    ['iss=https://op.example/%00&sid=s', 'iss of the logout is not the issuer'],
  ])('refuses %j: %s', (query, message) =>
    expect(() => parse(query)).toThrow(problem('invalid_callback', { message })),
  );

  test.each(['iss', 'sid'])('refuses an oversized %s', (name) => {
    const query = new URLSearchParams({ iss: rule.issuer, sid: 's', [name]: 'x'.repeat(4097) });
    expect(() => parse(query.toString())).toThrow(problem('too_large', { message: `${name} is too long` }));
  });

  test('knows the issuer of each tenant that is listed, and the template of none', () => {
    expect(parse('iss=https://op.example/t2/&sid=s', tenantRule)).toEqual({
      issuer: 'https://op.example/t2/',
      sid: 's',
    });
    for (const tenant of ['t3', 'T2', '{tenantid}', 't1/t2', '']) {
      const query = new URLSearchParams({ iss: `https://op.example/${tenant}/`, sid: 's' });
      expect(() => parse(query.toString(), tenantRule)).toThrow(problem('invalid_callback'));
    }
  });

  test('gives what was sent unchanged, or refuses', () => {
    const values = fc.oneof(fc.constant(rule.issuer), fc.string({ unit: 'grapheme' }));
    const pair = fc.tuple(fc.constantFrom('iss', 'sid', 'SID', 'x'), values);
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 4 }), (pairs) => {
        const of = (name: string) => pairs.filter(([each]) => each === name).map(([, value]) => value);
        const [iss, sid] = [of('iss'), of('sid')];
        const isGood = iss.length === 1 && iss[0] === rule.issuer && sid.length === 1 && sid[0] !== '';
        const query = new URLSearchParams(pairs).toString();
        if (isGood) expect(parse(query)).toEqual({ issuer: iss[0], sid: sid[0]?.toWellFormed() });
        else expect(() => parse(query)).toThrow(problem('invalid_callback'));
      }),
    );
  });
});
