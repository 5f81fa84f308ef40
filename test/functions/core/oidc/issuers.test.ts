import { expect, test } from '@jest/globals';
import { issuersOf } from '../../../../functions/core/oidc/issuers.ts';

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

test('or none, where none is listed', () => {
  expect(issuersOf({ issuer: 'https://a.example/{tenantid}/v2.0', tenants: [] })).toEqual([]);
});
