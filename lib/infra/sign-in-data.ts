import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { listIndex } from '../../functions/core/contract/table.ts';
import type { Config } from '../config/index.ts';
import { notSetKey } from '../config/provider-secret.ts';

/** Which secrets there are. */
export type SignInDataProps = Pick<Config, 'declaredProviders'>;

/**
 * What outlives every deployment: the table of users and sessions, each provider's secret, the session keys.
 * All of it is retained when its stack goes, and the table is protected from deletion.
 */
export class SignInData extends Construct {
  readonly table: Table;
  /** A key set as JSON: `current`, and after the first rotation `next` and `previous`. */
  readonly sessionKeys: Secret;
  /** By provider name, disabled providers included. */
  readonly providerSecrets: ReadonlyMap<string, Secret>;

  constructor(scope: Construct, id: string, { declaredProviders }: SignInDataProps) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      timeToLiveAttribute: 'expires_at',
      // The events function follows it, for the events that are inserted.
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
 * ARNs of the providers' secrets, by provider.
 * @throws Error where one of them has none.
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
 * A provider's secret. CloudFormation must put something in; it goes under a key that nothing reads, so that a client
 * secret that was never set is told from a wrong one.
 */
function providerSecret(scope: Construct, provider: string): Secret {
  return retainedSecret(scope, `Provider-${provider}`, {
    description: `Postern: client secret of the provider ${provider}`,
    generatedKey: notSetKey,
    acknowledgement:
      'The provider issues the client secret: `npm run ops -- secret set` rotates it, which no schedule can do alone.',
  });
}

interface RetainedSecretProps {
  readonly description: string;
  readonly generatedKey: string;
  /** Why no rotation schedule is attached. */
  readonly acknowledgement: string;
}

/**
 * A secret of generated name: a fixed one would collide with the secret that an earlier deployment left behind, and
 * with a second deployment in the account.
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
