/** One minute in seconds, the unit of all lifetimes in this file. */
export const minute = 60;
const day = 24 * 60 * minute;

/** How long a sign-in waits for the phone's decision. */
export const interactionLifetimeSeconds = 15 * minute;

/** Lifetime of a session at the provider. */
export const sessionLifetimeSeconds = 14 * day;

/** Lifetime of a simulated phone, and of the link between a browser and a phone. */
export const linkLifetimeSeconds = 365 * day;
