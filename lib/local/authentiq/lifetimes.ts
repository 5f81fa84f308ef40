/** In seconds, as all lifetimes here. */
export const minute = 60;
const day = 24 * 60 * minute;

/** How long a sign-in may wait for the phone. */
export const interactionLifetimeSeconds = 15 * minute;

/** How long a sign-in is kept. */
export const sessionLifetimeSeconds = 14 * day;

/** How long a browser stays a phone, and stays linked to one. */
export const linkLifetimeSeconds = 365 * day;
