import type { UserState } from '../../../functions/core/accounts/user.ts';

/** The colours by which a terminal tells the states of accounts apart. */
export const stateStyles = {
  active: 'green',
  blocked_pending_approval: 'yellow',
  blocked: 'red',
  banned: 'red',
  deactivated: 'dim',
} as const satisfies Readonly<Record<UserState, string>>;
