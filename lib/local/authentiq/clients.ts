/** A relying party that is registered with the local provider. */
export interface RegisteredClient {
  readonly clientId: string;
  /** The client's initial secret. All its secrets, also later ones, are in the store. */
  readonly clientSecret: string;
  /**
   * Whether the initial secret comes from the configuration. Such a secret is added, once, even to a client that has
   * stored secrets.
   */
  readonly secretIsGiven?: boolean;
  /** Display name of the relying party. */
  readonly name: string;
  readonly redirectUris: readonly string[];
  readonly backchannelLogoutUri: string;
  readonly postLogoutRedirectUris: readonly string[];
}

/** Registered relying parties by client ID. */
export type Clients = ReadonlyMap<string, RegisteredClient>;

/** Display name of a relying party; the client ID if it is no longer registered. */
export function clientName(clients: Clients, clientId: string): string {
  return clients.get(clientId)?.name ?? clientId;
}
