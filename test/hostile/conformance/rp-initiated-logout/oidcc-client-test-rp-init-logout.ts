import { acceptedReturn } from '../../../support/conformance/rp-initiated-logout.ts';

export const module = acceptedReturn('sends the browser back with the same `state`');
