import { roundTrip } from '../../../support/conformance/rp-initiated-logout.ts';

export const module = roundTrip('sends the browser back without a `state`', ({ searchParams }) =>
  searchParams.delete('state'),
);
