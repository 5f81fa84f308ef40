import { roundTrip } from '../../../support/conformance/rp-initiated-logout.ts';

export const module = roundTrip('sends the browser back to the address as it was given', () => undefined);
