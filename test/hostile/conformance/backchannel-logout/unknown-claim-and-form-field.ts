import { acceptedLogout, sid } from '../../../support/conformance/logouts.ts';

export const module = acceptedLogout(
  'signs a person out, with a claim and a form field that nobody knows',
  { sid, unheard_of: { of: true } },
  { unheard_of: 'x' },
);
