import { refusedIdToken } from '../../../support/conformance/logins.ts';
import { createKeySigner } from '../../../support/programmable-provider/signer.ts';

const other = await createKeySigner('RS256');
const published = { ...other.publicKey(), kid: 'other' };

export const module = refusedIdToken(
  'signs the ID token with RS256 and a published key, although ES256 is configured',
  {
    jwks: ({ keys }) => ({ keys: [...keys, published] }),
    idToken: (header, claims) => other.sign({ ...header, alg: 'RS256', kid: 'other' }, claims),
  },
);
