/** Seconds, like all lifetimes here. */
export const minute = 60;
const day = 24 * 60 * minute;

/** How long a sign-in waits for the phone's decision. */
export const interactionLifetimeSeconds = 15 * minute;

/** Lifetime of a session. */
export const sessionLifetimeSeconds = 14 * day;

/** Lifetime of a simulated phone, and of a browser's link to one. */
export const linkLifetimeSeconds = 365 * day;
