/** Key of the client secret in a provider secret's JSON value. */
export const clientSecretKey = 'client_secret';

/** Key of the private key (PKCS #8, PEM) there, for client secrets or client assertions that are signed with it. */
export const privateKeyKey = 'private_key';

/** Key of the registration access token there, if the registration issued one (RFC 7592 section 3). */
export const registrationTokenKey = 'registration_access_token';

/** Key of the client configuration endpoint there, for which that token is. */
export const registrationUriKey = 'registration_client_uri';

/** Key of the private key's id there, if it is neither the configured one nor the key's thumbprint. */
export const keyIdKey = 'key_id';
