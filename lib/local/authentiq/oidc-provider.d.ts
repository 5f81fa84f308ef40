/**
 * Types of oidc-provider's module `lib/provider.js`. The package's entry module warns on the terminal about Node.js 20,
 * although the library works on it, so this module is imported instead. Both modules export the same class. The
 * published types of that class lack the constructor of clients and the clients' symmetric keys, which are added here.
 */
declare module 'oidc-provider/lib/provider.js' {
  import type ProviderClass from 'oidc-provider';
  import type { ClientMetadata, Configuration } from 'oidc-provider';

  type PublishedClient = InstanceType<ProviderClass['Client']>;

  /** A client with its symmetric keys, which oidc-provider derives from the client secret. */
  export interface Client extends PublishedClient {
    readonly symmetricKeyStore: {
      clear(): void;
      add(key: Readonly<Record<'kty' | 'use' | 'alg' | 'k', string>>): void;
    };
  }

  export class Provider extends ProviderClass {
    constructor(issuer: string, configuration?: Configuration);
    readonly Client: Omit<ProviderClass['Client'], 'find' | 'prototype'> & {
      new (metadata: ClientMetadata): Client;
      prototype: Client;
      find(id: string): Promise<Client | undefined>;
    };
  }
}
