/** Key of the client secret in a provider secret's JSON value. */
export const clientSecretKey = 'client_secret';

/** Key of the private key (PKCS #8, PEM) there, for a client secret or a client assertion that is made with one. */
export const privateKeyKey = 'private_key';

/** Key of the registration access token there, where registration gave one (RFC 7592 section 3). */
export const registrationTokenKey = 'registration_access_token';

/** Key of the client configuration endpoint there, where that token counts. */
export const registrationUriKey = 'registration_client_uri';

/** Key of that private key's id, where it is not the configured one, or the key's thumbprint. */
export const keyIdKey = 'key_id';
