import { roundTrip } from '../../../support/conformance/rp-initiated-logout.ts';

export const module = roundTrip('sends the browser back with a `state` that nobody sent', ({ searchParams }) =>
  searchParams.set('state', 'state-of-nobody'),
);
