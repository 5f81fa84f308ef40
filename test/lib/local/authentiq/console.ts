import { clientId, type World } from './world.ts';

const json = { accept: 'application/json' };

/** A secret as the developer console tells programs of it. */
export interface ListedSecret {
  readonly id: string;
  readonly added_at: string;
  readonly ending: string;
  readonly signs: boolean;
}

/** The console's address for a client's secrets. */
export function secretsUrl(world: World, id = clientId): URL {
  return new URL(`/developer/${encodeURIComponent(id)}/secrets`, world.origin);
}

/** Asks the console for a client's secrets, oldest first. */
export async function listSecrets(world: World, id = clientId): Promise<readonly ListedSecret[]> {
  const response = await fetch(new URL('/developer', world.origin), { headers: json });
  const { clients } = Object(await response.json());
  return clients.find((client: Readonly<Record<string, unknown>>) => client['client_id'] === id).secrets;
}

/** Posts a form to the console as a program: the status, and the JSON where there is any. */
export async function post(url: URL, form: Record<string, string> = {}, headers: Record<string, string> = {}) {
  const init = { method: 'POST', body: new URLSearchParams(form), headers: { ...json, ...headers } };
  const response = await fetch(url, init);
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : Object(JSON.parse(text)) };
}

/** Adds a secret, and gives its id and value. */
export async function addSecret(world: World, form: Record<string, string> = {}) {
  const { body } = await post(secretsUrl(world), form);
  return { id: String(body.id), secret: String(body.client_secret) };
}

/** Revokes a secret, and gives the status. */
export async function revokeSecret(world: World, id: string): Promise<number> {
  const { status } = await post(new URL(`${secretsUrl(world)}/${id}/revoke`));
  return status;
}
