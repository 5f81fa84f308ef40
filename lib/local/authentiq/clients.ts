/** A relying party registered with the local provider. */
export interface RegisteredClient {
  readonly clientId: string;
  /** Its initial secret. Later the store has all its secrets. */
  readonly clientSecret: string;
  /** Whether the configuration gives the initial secret: then it is added to the stored ones. */
  readonly secretIsGiven?: boolean;
  /** Display name. */
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
