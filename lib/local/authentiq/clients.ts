/** A relying party that is registered with the local provider. */
export interface RegisteredClient {
  readonly clientId: string;
  /** Its first secret. The store then says which secrets it has. */
  readonly clientSecret: string;
  /** Whether somebody gives that secret, so that the client is to have it beside those that the store holds. */
  readonly secretIsGiven?: boolean;
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
