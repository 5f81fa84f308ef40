import type { Construct } from 'constructs';
import { environment, providerSecretVariable } from '../../functions/core/contract/environment-names.ts';
import type { SettingsByFunction } from '../../functions/core/contract/settings.ts';
import { functionCode } from './bundle.ts';
import { grants, policyStatements, verifiesBySecret } from './grants.ts';
import { LeastPrivilegeFunction } from './least-privilege-function.ts';
import type { FunctionName } from './routes.ts';
import { providerSecretArns, type SignInData } from './sign-in-data.ts';

/** Name, settings and stateful resources of a function behind the HTTP API. */
interface SignInFunctionProps<Name extends FunctionName> {
  readonly name: Name;
  readonly settings: SettingsByFunction[Name];
  readonly data: SignInData;
  /** Public origin of the HTTP API, without a trailing slash. */
  readonly baseUrl: string;
}

/** A Lambda function behind the HTTP API, with the permissions in `grants`. */
export class SignInFunction<Name extends FunctionName> extends LeastPrivilegeFunction {
  constructor(scope: Construct, id: string, { name, settings, data, baseUrl }: SignInFunctionProps<Name>) {
    const grant = grants[name];
    // Of a disabled provider only logout tokens are verified, which needs its secret only if it signs with that.
    const disabled = 'disabledProviders' in settings ? settings.disabledProviders.filter(verifiesBySecret) : [];
    const providerSecrets = providerSecretArns(data, [...settings.providers.filter(grant.readsSecretOf), ...disabled]);
    super(scope, id, {
      name,
      code: functionCode(name, settings),
      statements: (logGroupArn) =>
        policyStatements(grant, {
          logGroupArn,
          tableArn: data.table.tableArn,
          sessionKeysArn: data.sessionKeys.secretArn,
          providerSecretArns: [...providerSecrets.values()],
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
