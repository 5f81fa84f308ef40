/** JSON key of the client secret, in the value of a provider's secret. */
export const clientSecretKey = 'client_secret';

/** JSON key of the private key (PKCS #8, PEM) that signs client secrets or client assertions. */
export const privateKeyKey = 'private_key';

/** JSON key of the registration access token, if the dynamic registration issued one (RFC 7592 section 3). */
export const registrationTokenKey = 'registration_access_token';

/** JSON key of the client configuration endpoint (RFC 7592), which the registration access token authorizes. */
export const registrationUriKey = 'registration_client_uri';

/** JSON key of the private key's id (`kid`), if that is neither the configured id nor the key's thumbprint. */
export const keyIdKey = 'key_id';

/** JSON key of the issuer to which the client secret or private key is bound. It is presented to no other. */
export const boundIssuerKey = 'issuer';

/** JSON key of the client ID to which the client secret or private key is bound. */
export const boundClientIdKey = 'client_id';
