import { describe, expect, test } from '@jest/globals';
import { block, providerSecretArn, type Synthesised, sessionKeysArn, synthesise } from './support.ts';

let synthesised: Synthesised | undefined;

const described = (type: string, text: string) =>
  [...(synthesised?.resources(type).values() ?? [])].find(({ Properties }) => Properties['Description'] === text);

interface Statement {
  readonly Sid: string;
  readonly Action: unknown;
  readonly Resource: unknown;
}

/** Access of the login function to client secrets in a deployment with these providers. */
async function granted(...providers: readonly object[]) {
  const made = await synthesise({ ...block, autoSignInWithProvider: null, externalProviders: [], providers });
  synthesised = made;
  const role = described('AWS::IAM::Role', 'Postern: what the login function may do');
  const [policy] = Object(role?.Properties['Policies']);
  const statements: readonly Statement[] = policy.PolicyDocument.Statement;
  const statement = (sid: string) => statements.find(({ Sid }) => Sid === sid);
  const { Variables } = Object(described('AWS::Lambda::Function', 'Postern: login')?.Properties['Environment']);
  return {
    secrets: statement('Secrets')?.Resource,
    notesDenied: statement('SecretNotes')?.Action,
    variables: Object.keys(Variables).filter((name) => name.startsWith('POSTERN_PROVIDER_SECRET_ARN_')),
    sessionKeys: sessionKeysArn(made),
    secretOf: (name: string) => providerSecretArn(made, name),
  };
}

const authentiq = { name: 'authentiq', appId: 'client-a' };
const google = { name: 'google', appId: 'client-g' };
const corp = { name: 'corp', issuer: 'https://login.example.com', appId: 'client-b' };
const keycloak = { name: 'sso', type: 'keycloak', issuer: 'https://sso.example.com/realms/a', appId: 'client-k' };

describe('the login function', () => {
  test('has no access to client secrets, nor to their counters, if no request is pushed', async () => {
    const never = { ...corp, pushedAuthorizationRequests: 'never' };
    const { secrets, notesDenied, variables, sessionKeys } = await granted(authentiq, google, never, {
      ...keycloak,
      enabled: false,
    });
    expect(secrets).toEqual(sessionKeys);
    expect(notesDenied).toEqual(['dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem']);
    expect(variables).toEqual([]);
  });

  test('reads the client secrets only of providers with pushed requests', async () => {
    const always = { ...authentiq, pushedAuthorizationRequests: 'always' };
    const never = { ...corp, pushedAuthorizationRequests: 'never' };
    const { secrets, notesDenied, variables, sessionKeys, secretOf } = await granted(always, never, keycloak, google);
    expect(secrets).toEqual([sessionKeys, secretOf('authentiq'), secretOf('sso')]);
    expect(notesDenied).toEqual(['dynamodb:DeleteItem', 'dynamodb:PutItem']);
    expect(variables).toEqual(['POSTERN_PROVIDER_SECRET_ARN_AUTHENTIQ', 'POSTERN_PROVIDER_SECRET_ARN_SSO']);
  });
});
