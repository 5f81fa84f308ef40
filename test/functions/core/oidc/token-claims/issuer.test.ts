import { expect, test } from '@jest/globals';
import { isIssuerOf, issuersOf } from '../../../../../functions/core/oidc/token-claims/issuer.ts';

test('a provider has the issuer that is configured, whatever tenants are listed', () => {
  for (const tenants of [[], ['t1']]) {
    expect(issuersOf({ issuer: 'https://a.example/', tenants })).toEqual([{ name: 'https://a.example/' }]);
  }
});

test('or one for each tenant, each written into the same place', () => {
  expect(issuersOf({ issuer: 'https://a.example/{tenantid}/v2.0', tenants: ['t1', '$&'] })).toEqual([
    { name: 'https://a.example/t1/v2.0', tenant: 't1' },
    { name: 'https://a.example/$&/v2.0', tenant: '$&' },
  ]);
});

test('or none, if none is listed', () => {
  expect(issuersOf({ issuer: 'https://a.example/{tenantid}/v2.0', tenants: [] })).toEqual([]);
});

test('isIssuerOf compares whole strings', () => {
  const one = { issuer: 'https://a.example/', tenants: [] };
  const many = { issuer: 'https://a.example/{tenantid}/v2.0', tenants: ['t1', 't2'] };
  expect(isIssuerOf(one, 'https://a.example/')).toBe(true);
  for (const other of ['https://a.example', 'https://A.example/', 'https://a.example//', 'https://a.example/ ', '']) {
    expect(isIssuerOf(one, other)).toBe(false);
  }
  expect(isIssuerOf(many, 'https://a.example/t2/v2.0')).toBe(true);
  for (const tenant of ['t3', '{tenantid}', 'T1']) {
    expect(isIssuerOf(many, `https://a.example/${tenant}/v2.0`)).toBe(false);
  }
});
