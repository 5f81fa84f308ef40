/**
 * The package's entry module warns on the terminal about Node 20, on which it works; its provider module does not.
 * The types of both are the same class, plus one method that the published types leave out.
 */
declare module 'oidc-provider/lib/provider.js' {
  import type ProviderClass from 'oidc-provider';
  import type { Configuration } from 'oidc-provider';

  export class Provider extends ProviderClass {
    constructor(issuer: string, configuration?: Configuration);
  }
}
