import { clientId, type Fixture } from './fixture.ts';

const json = { accept: 'application/json' };

/** A secret in the developer console's JSON. */
export interface ListedSecret {
  readonly id: string;
  readonly added_at: string;
  readonly ending: string;
  readonly signs: boolean;
}

/** The console's URL of a client's secrets. */
export function secretsUrl(fixture: Fixture, id = clientId): URL {
  return new URL(`/developer/${encodeURIComponent(id)}/secrets`, fixture.origin);
}

/** A client's secrets in the console, oldest first. */
export async function listSecrets(fixture: Fixture, id = clientId): Promise<readonly ListedSecret[]> {
  const response = await fetch(new URL('/developer', fixture.origin), { headers: json });
  const { clients } = Object(await response.json());
  return clients.find((client: Readonly<Record<string, unknown>>) => client['client_id'] === id).secrets;
}

/** Posts a form to the console as a program; returns the status, and the JSON if there is any. */
export async function post(url: URL, form: Record<string, string> = {}, headers: Record<string, string> = {}) {
  const init = { method: 'POST', body: new URLSearchParams(form), headers: { ...json, ...headers } };
  const response = await fetch(url, init);
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : Object(JSON.parse(text)) };
}

/** Adds a secret, and returns its ID and value. */
export async function addSecret(fixture: Fixture, form: Record<string, string> = {}) {
  const { body } = await post(secretsUrl(fixture), form);
  return { id: String(body.id), secret: String(body.client_secret) };
}

/** Revokes a secret, and returns the status. */
export async function revokeSecret(fixture: Fixture, id: string): Promise<number> {
  const { status } = await post(new URL(`${secretsUrl(fixture)}/${id}/revoke`));
  return status;
}
