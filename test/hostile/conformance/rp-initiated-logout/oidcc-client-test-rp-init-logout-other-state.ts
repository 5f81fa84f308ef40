import { neutralReturn } from '../../../support/conformance/rp-initiated-logout.ts';

export const module = neutralReturn('sends the browser back with a `state` that nobody sent', ({ searchParams }) =>
  searchParams.set('state', 'state-of-nobody'),
);
