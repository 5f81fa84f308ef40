const secretNames = new Set(['secret', 'appsecret', 'clientsecret', 'clientsecretvalue', 'providersecret']);

/**
 * The remedy for a key that holds a client secret by its name (`appSecret`, `client_secret`…), otherwise undefined. The
 * block ends up in version control and in the functions' assets, so secrets are stored in Secrets Manager instead.
 */
export function clientSecretRemedy(key: string, provider = '<provider>'): string | undefined {
  return secretNames.has(key.toLowerCase().replaceAll(/[^a-z]/g, ''))
    ? `A client secret never belongs here: remove it, change it at the provider if it was committed, and store it with \`npm run ops -- secret set ${provider}\`.`
    : undefined;
}
