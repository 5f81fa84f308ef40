import { acceptedLogout, sid } from '../../../support/conformance/logouts.ts';

export const module = acceptedLogout(
  'signs a person out, with an unknown claim and an unknown form field',
  { sid, unheard_of: { of: true } },
  { unheard_of: 'x' },
);
