import type { Construct } from 'constructs';
import { environment, providerSecretVariable, type SettingsByFunction } from '../functions/core/names.ts';
import { functionCode } from './bundle.ts';
import { type Grant, grants, policyStatements } from './grants.ts';
import { LeastPrivilegeFunction } from './least-privilege-function.ts';
import type { FunctionName } from './routes.ts';
import { providerSecretArns, type SignInData } from './sign-in-data.ts';

/** What a function behind the HTTP API is made of. */
export interface SignInFunctionProps<Name extends FunctionName> {
  readonly name: Name;
  readonly settings: SettingsByFunction[Name];
  readonly data: SignInData;
  /** Public origin of the HTTP API, without a trailing slash. */
  readonly baseUrl: string;
}

/** One function behind the HTTP API, which may do what `grants` says. */
export class SignInFunction<Name extends FunctionName> extends LeastPrivilegeFunction {
  constructor(scope: Construct, id: string, { name, settings, data, baseUrl }: SignInFunctionProps<Name>) {
    const grant = grants[name];
    const providerSecrets = secretsOf(grant.providerSecrets, settings, data);
    super(scope, id, {
      name,
      code: functionCode(name, settings),
      statements: (logGroupArn) =>
        policyStatements(grant, {
          logGroupArn,
          tableArn: data.table.tableArn,
          secretArns: [data.sessionKeys.secretArn, ...providerSecrets.values()],
        }),
      environment: {
        [environment.baseUrl]: baseUrl,
        [environment.sessionKeysSecret]: data.sessionKeys.secretArn,
        [environment.tableName]: data.table.tableName,
        ...Object.fromEntries([...providerSecrets].map(([provider, arn]) => [providerSecretVariable(provider), arn])),
      },
    });
  }
}

/** ARNs of the secrets that a function reads, by provider; only enabled providers count. */
function secretsOf(
  which: Grant['providerSecrets'],
  { providers }: SettingsByFunction[FunctionName],
  data: SignInData,
): ReadonlyMap<string, string> {
  const read = providers.filter(({ idTokenSignedResponseAlg: algorithm }) =>
    which === 'symmetric' ? algorithm.startsWith('HS') : which === 'all',
  );
  return providerSecretArns(data, read);
}
