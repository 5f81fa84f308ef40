const secretNames = new Set(['secret', 'appsecret', 'clientsecret', 'clientsecretvalue', 'providersecret']);

/**
 * The remedy for a key whose name says that it holds a client secret (`appSecret`, `client_secret`…); undefined for any
 * other key. The configuration block ends up in version control and in the functions' assets, so secrets are stored in
 * Secrets Manager instead.
 */
export function clientSecretRemedy(key: string, provider = '<provider>'): string | undefined {
  return secretNames.has(key.toLowerCase().replaceAll(/[^a-z]/g, ''))
    ? `A client secret never belongs here: remove it, change it at the provider if it was committed, and store it with \`npm run ops -- secret set ${provider}\`.`
    : undefined;
}
