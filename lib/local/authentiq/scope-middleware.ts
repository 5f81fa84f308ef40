import type { Provider } from 'oidc-provider/lib/provider.js';
import { isObject } from '../../../functions/core/base/json.ts';
import { claimsOfScope } from './scopes.ts';

type Middleware = Parameters<Provider['use']>[0];

/**
 * Middleware that makes oidc-provider deviate from OpenID Connect as Authentiq does. If the scope of an authorization
 * request lacks `openid`, the middleware adds it. In the metadata, it lists the scopes without modifiers (`email`, not
 * `email~r`).
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
