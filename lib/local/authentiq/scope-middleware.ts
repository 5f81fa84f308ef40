import type { Provider } from 'oidc-provider/lib/provider.js';
import { isObject } from '../../../functions/core/base/json.ts';
import { claimsOfScope } from './scopes.ts';

type Middleware = Parameters<Provider['use']>[0];

/**
 * Middleware that makes oidc-provider deviate from OpenID Connect as Authentiq does. It adds `openid` to an
 * authorization request without it, and lists scopes in the metadata without modifiers.
 */
export const adaptScopes: Middleware = async (ctx, next) => {
  const scope = ctx.query['scope'];
  if (ctx.path === '/authorize' && typeof scope === 'string' && !scope.split(' ').includes('openid')) {
    ctx.query = { ...ctx.query, scope: `openid ${scope}` };
  }
  await next();
  if (ctx.path === '/.well-known/openid-configuration' && isObject(ctx.body)) {
    ctx.body = { ...ctx.body, scopes_supported: ['openid', ...Object.keys(claimsOfScope)] };
  }
};
