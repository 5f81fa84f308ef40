import { neutralReturn } from '../../../support/conformance/rp-initiated-logout.ts';

export const module = neutralReturn('sends the browser back without a `state`', ({ searchParams }) =>
  searchParams.delete('state'),
);
