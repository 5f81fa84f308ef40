/**
 * The package's entry module warns on the terminal about Node 20, on which it works; its provider module does not.
 * The types of both are the same class, plus what a client is made of and its keys, which the published types leave out.
 */
declare module 'oidc-provider/lib/provider.js' {
  import type ProviderClass from 'oidc-provider';
  import type { ClientMetadata, Configuration } from 'oidc-provider';

  type PublishedClient = InstanceType<ProviderClass['Client']>;

  /** A client with the keys that its secret makes. */
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
