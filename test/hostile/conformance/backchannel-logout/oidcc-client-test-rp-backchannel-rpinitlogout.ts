import { acceptedLogout, sid } from '../../../support/conformance/logouts.ts';

export const module = acceptedLogout('signs a person out', { sid });
