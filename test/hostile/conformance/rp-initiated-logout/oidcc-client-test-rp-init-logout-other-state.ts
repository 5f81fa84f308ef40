import { neutralReturn } from '../../../support/conformance/rp-initiated-logout.ts';

export const module = neutralReturn('sends the browser back with an unknown `state`', ({ searchParams }) =>
  searchParams.set('state', 'state-of-nobody'),
);
