import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { listIndex } from '../../functions/core/contract/table.ts';
import type { Config } from '../config/index.ts';
import { notSetKey } from '../config/provider-secret.ts';

/** Names of the providers, for each of which a secret is created. */
export type SignInDataProps = Pick<Config, 'declaredProviders'>;

/**
 * Stateful resources: the table of users and sessions, each provider's secret, the session keys. All are retained when
 * their stack is deleted, and the table is protected from deletion.
 */
export class SignInData extends Construct {
  readonly table: Table;
  /** Secret that holds the session keys as JSON: `current`, and after the first rotation also `next` and `previous`. */
  readonly sessionKeys: Secret;
  /** The providers' secrets, by provider name. Disabled providers are included. */
  readonly providerSecrets: ReadonlyMap<string, Secret>;

  constructor(scope: Construct, id: string, { declaredProviders }: SignInDataProps) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      timeToLiveAttribute: 'expires_at',
      // The events function reads inserted audit events from the stream.
      stream: StreamViewType.NEW_IMAGE,
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.table.addGlobalSecondaryIndex({
      indexName: listIndex,
      partitionKey: { name: 'list', type: AttributeType.STRING },
      sortKey: { name: 'list_at', type: AttributeType.NUMBER },
      projectionType: ProjectionType.KEYS_ONLY,
    });
    this.sessionKeys = retainedSecret(this, 'SessionKeys', {
      description: 'Postern: keys that seal login attempts and sessions',
      generatedKey: 'current',
      acknowledgement:
        'The schedule is in the stateless stack, with the function that rotates: lib/infra/rotation-function.ts.',
    });
    this.providerSecrets = new Map(declaredProviders.map((provider) => [provider, providerSecret(this, provider)]));
  }
}

/**
 * ARNs of the providers' secrets, by provider name.
 * @throws Error if a provider has no secret
 */
export function providerSecretArns(
  data: SignInData,
  providers: readonly { readonly name: string }[],
): ReadonlyMap<string, string> {
  return new Map(
    providers.map(({ name }) => {
      const secret = data.providerSecrets.get(name);
      if (secret === undefined) {
        throw new Error(`SignInData has no secret for the provider ${name}: give it the same configuration.`);
      }
      return [name, secret.secretArn];
    }),
  );
}

/**
 * A provider's secret. CloudFormation generates its initial value under the JSON key `not_set`, not under the JSON key
 * of a client secret. So Postern can tell a client secret that was never set from a wrong one.
 */
function providerSecret(scope: Construct, provider: string): Secret {
  return retainedSecret(scope, `Provider-${provider}`, {
    description: `Postern: client secret of the provider ${provider}`,
    generatedKey: notSetKey,
    acknowledgement:
      'The provider issues the client secret: `npm run ops -- secret set` rotates it, which no schedule can do by itself.',
  });
}

interface RetainedSecretProps {
  readonly description: string;
  readonly generatedKey: string;
  /** Why this stack attaches no rotation schedule, which cdk-nag's rule AwsSolutions-SMG4 asks for. */
  readonly acknowledgement: string;
}

/**
 * A secret that is retained when its stack is deleted, and has a generated name. A fixed name would collide with the
 * secret that an earlier deployment left, and with that of a second deployment in the account.
 */
function retainedSecret(scope: Construct, id: string, props: RetainedSecretProps): Secret {
  const secret = new Secret(scope, id, {
    description: props.description,
    generateSecretString: {
      secretStringTemplate: '{}',
      generateStringKey: props.generatedKey,
      passwordLength: 64,
      excludePunctuation: true,
    },
    removalPolicy: RemovalPolicy.RETAIN,
  });
  Validations.of(secret).acknowledge({ id: 'AwsSolutions-SMG4', reason: props.acknowledgement });
  return secret;
}
