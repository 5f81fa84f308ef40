import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { interactionLifetimeSeconds } from './lifetimes.ts';
import type { Collection, Store } from './store.ts';

const outcomeSchema = v.variant('approved', [
  v.object({ approved: v.literal(false), phone: v.optional(v.string()) }),
  v.object({
    approved: v.literal(true),
    /** ID of the phone that approved. */
    phone: v.string(),
    sub: v.string(),
    /** Names of the scopes that the person shares. */
    shared: v.array(v.string()),
  }),
]);

const ticketSchema = v.object({
  interaction: v.string(),
  clientId: v.string(),
  /** The `scope` parameter of the authorization request. */
  scope: v.string(),
  /** Description of the computer's browser. */
  browser: v.string(),
  /** ID of the phone that was notified of the sign-in, if any. */
  pushedTo: v.optional(v.string()),
  outcome: v.optional(outcomeSchema),
});

/** A sign-in that waits for a phone's decision. The QR code or the notification leads to the ticket's page. */
export type Ticket = v.InferOutput<typeof ticketSchema>;
/** Decision of a phone on a ticket. */
export type TicketDecision = v.InferOutput<typeof outcomeSchema>;

const idPattern = /^[\w-]{22}$/;

/** Whether `text` has the format of a ticket's ID. */
export function isTicketId(text: string): boolean {
  return idPattern.test(text);
}

/** Tickets (sign-ins that wait for a phone's decision). Each is decided at most once. */
export class Tickets {
  readonly #tickets: Collection<Ticket>;
  readonly #ofInteraction: Collection<string>;

  constructor(store: Store) {
    this.#tickets = store.collection('Ticket', (value) => v.is(ticketSchema, value));
    this.#ofInteraction = store.collection('TicketOfInteraction', (value) => typeof value === 'string');
  }

  get(id: string): Ticket | undefined {
    return this.#tickets.get(id);
  }

  /**
   * The ID and ticket of an interaction (oidc-provider's term for a sign-in that waits for the user). `make` creates
   * the ticket if there is none.
   */
  forInteraction(interaction: string, make: () => Omit<Ticket, 'interaction'>): [string, Ticket] {
    const id = this.#ofInteraction.get(interaction) ?? randomBytes(16).toString('base64url');
    const existing = this.#tickets.get(id);
    if (existing) return [id, existing];
    const ticket = { interaction, ...make() };
    this.#tickets.set(id, ticket, interactionLifetimeSeconds);
    this.#ofInteraction.set(interaction, id, interactionLifetimeSeconds);
    return [id, ticket];
  }

  /** Records the decision on a ticket. Returns false if there is no such ticket, or the ticket is already decided. */
  decide(id: string, outcome: TicketDecision): boolean {
    const ticket = this.#tickets.get(id);
    if (!ticket || ticket.outcome) return false;
    this.#tickets.set(id, { ...ticket, outcome }, interactionLifetimeSeconds);
    return true;
  }

  /** Declines the ticket of an interaction that the computer's browser cancelled. */
  withdraw(interaction: string): void {
    const id = this.#ofInteraction.get(interaction);
    if (id !== undefined) this.decide(id, { approved: false });
  }

  /** Undecided tickets that this phone was notified of. */
  waitingFor(phone: string): (readonly [string, Ticket])[] {
    return this.#tickets.entries().filter(([, ticket]) => ticket.pushedTo === phone && !ticket.outcome);
  }
}
