const secretNames = new Set(['secret', 'appsecret', 'clientsecret', 'clientsecretvalue', 'providersecret']);

/**
 * The cure for a key that looks like a client secret (`appSecret`, `client_secret`…), else undefined. The configuration
 * ends up in version control and in the functions' assets, so the secret is stored in Secrets Manager instead.
 */
export function clientSecretRemedy(key: string, provider = '<provider>'): string | undefined {
  return secretNames.has(key.toLowerCase().replaceAll(/[^a-z]/g, ''))
    ? `A client secret never belongs here: remove it, change it at the provider if it was committed, and store it with \`npm run ops -- secret set ${provider}\`.`
    : undefined;
}
