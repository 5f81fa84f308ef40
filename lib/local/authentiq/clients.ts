/** A relying party that is registered with the local provider. */
export interface RegisteredClient {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Shown to people. */
  readonly name: string;
  readonly redirectUris: readonly string[];
  readonly backchannelLogoutUri: string;
  readonly postLogoutRedirectUris: readonly string[];
}

/** The registered relying parties by client id. */
export type Clients = ReadonlyMap<string, RegisteredClient>;

/** What to call a relying party, also one that is not registered any more. */
export function clientName(clients: Clients, clientId: string): string {
  return clients.get(clientId)?.name ?? clientId;
}
