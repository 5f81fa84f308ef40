import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { requestPath } from '../support/helper-process/client.ts';

/** Two providers, one of them disabled, and every key that reaches a template or a settings file. */
export const block = {
  providers: [
    { name: 'authentiq', appId: 'client-a' },
    {
      name: 'corp-login',
      issuer: 'https://login.example.com',
      appId: 'client-b',
      idTokenSignedResponseAlg: 'ES256',
      tokenEndpointAuthMethod: 'client_secret_post',
      responseMode: 'form_post',
      userinfo: 'always',
      args: { scope: 'openid email', prompt: 'login', max_age: 300 },
    },
    { name: 'later', issuer: 'https://later.example.com', appId: 'client-c', enabled: false },
  ],
  allowSingleSignOn: ['authentiq'],
  blockAutoCreatedUsers: false,
  externalProviders: ['corp-login'],
  autoSignInWithProvider: 'authentiq',
  appOrigins: ['https://app.example.com'],
  session: { idleMinutes: 60, absoluteHours: 24 },
};

/** The block with a custom domain. */
export const blockWithDomain = {
  ...block,
  domain: {
    name: 'login.example.com',
    certificateArn: 'arn:aws:acm:eu-central-1:123456789012:certificate/12345678-1234-1234-1234-123456789012',
  },
  cookieDomain: 'example.com',
};

/** A CloudFormation resource, as JSON. */
export interface Resource {
  readonly DeletionPolicy: unknown;
  readonly UpdateReplacePolicy: unknown;
  readonly DependsOn: unknown;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly Type: string;
  readonly Metadata: Readonly<Record<string, unknown>>;
}

/** A CloudFormation output, as JSON. */
export interface Output {
  readonly Value: unknown;
  readonly Description?: string;
}

interface Content {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs: Readonly<Record<string, Output>>;
}

/** A synthesised template. */
export class Template {
  readonly #content: Content;

  constructor(file: string) {
    this.#content = JSON.parse(readFileSync(file, 'utf8'));
  }

  /** The resources of a type by logical ID. */
  resources(type: string): readonly (readonly [string, Resource])[] {
    return Object.entries(this.#content.Resources).filter(([, { Type }]) => Type === type);
  }

  /** Its outputs by name. */
  get outputs(): Readonly<Record<string, Output>> {
    return this.#content.Outputs;
  }

  toJSON(): unknown {
    return this.#content;
  }
}

/** A synthesised app. */
export interface Synthesised {
  /** Path of the cloud assembly's folder. */
  readonly directory: string;
  readonly stateful: SynthesisedStack;
  readonly stateless: SynthesisedStack;
  /** The resources of a type by logical ID, of both stacks. */
  resources(type: string): ReadonlyMap<string, Resource>;
  /** The text of a file in the asset of the function with this name. */
  assetFile(functionName: string, file: string): string;
}

/** Properties of a stack in the cloud assembly's manifest. */
interface Manifest {
  readonly artifacts: Readonly<Record<string, { readonly properties?: { readonly terminationProtection?: boolean } }>>;
}

/** A stack of a deployment, synthesised. */
class SynthesisedStack extends Template {
  /** Whether CloudFormation refuses to delete the stack. */
  readonly terminationProtection: boolean;

  constructor(directory: string, name: string) {
    super(join(directory, `${name}.template.json`));
    const manifest: Manifest = JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8'));
    this.terminationProtection = manifest.artifacts[name]?.properties?.terminationProtection === true;
  }
}

/** Synthesises the stacks of a configuration, once for all test files. */
export async function synthesise(block: unknown): Promise<Synthesised> {
  const directory = await requestPath({ kind: 'synthesise', block });
  const stateful = new SynthesisedStack(directory, 'Postern-Data');
  const stateless = new SynthesisedStack(directory, 'Postern-Api');
  return {
    directory,
    stateful,
    stateless,
    resources: (type) => new Map([stateful, stateless].flatMap((template) => template.resources(type))),
    assetFile: (name, file) => readFileSync(join(directory, assetOf(stateless, name), file), 'utf8'),
  };
}

/** A reference to an output of the stateful stack, found by what the output refers to. */
export function fromData({ stateful }: Synthesised, outputValue: unknown): object {
  const wanted = JSON.stringify(outputValue);
  const outputs = Object.entries(stateful.outputs);
  const [OutputName] =
    outputs.find(([name, { Value }]) => name.startsWith('Publish') && JSON.stringify(Value) === wanted) ?? [];
  return { 'Fn::GetStackOutput': { StackName: 'Postern-Data', Region: { Ref: 'AWS::Region' }, OutputName } };
}

/** A reference to the ARN of the secret with this description. */
function secretArn(synthesised: Synthesised, description: string): object {
  const secrets = [...synthesised.resources('AWS::SecretsManager::Secret')];
  const [id] = secrets.find(([, { Properties }]) => Properties['Description'] === description) ?? [];
  return fromData(synthesised, { Ref: id });
}

/** A reference to the ARN of a provider's secret. */
export function providerSecretArn(synthesised: Synthesised, provider: string): object {
  return secretArn(synthesised, `Postern: client secret of the provider ${provider}`);
}

/** A reference to the ARN of the session keys' secret. */
export function sessionKeysArn(synthesised: Synthesised): object {
  return secretArn(synthesised, 'Postern: keys that seal login attempts and sessions');
}

/** The asset's folder, below the cloud assembly's, of the function with this name. */
export function assetOf(template: Template, functionName: string): string {
  const found = template
    .resources('AWS::Lambda::Function')
    .find(([, { Properties }]) => Properties['Description'] === `Postern: ${functionName}`);
  return String(found?.[1].Metadata['aws:asset:path']);
}
