import type { Provider } from 'oidc-provider/lib/provider.js';
import type { ClientSecrets } from './client-secrets.ts';
import type { Clients } from './clients.ts';
import type { People } from './people.ts';
import type { Phones } from './phones.ts';
import type { Registrations } from './registrations.ts';
import type { Sites } from './sites.ts';
import type { Tickets } from './tickets.ts';

/** Services that the local provider's request handlers use. */
export interface ProviderServices {
  readonly provider: Provider;
  readonly clients: Clients;
  readonly secrets: ClientSecrets;
  readonly registrations: Registrations;
  readonly people: People;
  readonly phones: Phones;
  readonly tickets: Tickets;
  readonly sites: Sites;
  /** Origin at which phones reach the provider, without a trailing slash. */
  readonly publicOrigin: string;
}
