import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { parseConfig } from '../../lib/config/index.ts';
import { addStacks } from '../../lib/infra/stacks.ts';

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

/** The block with a domain of its own. */
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
}

/** A synthesised app. */
export interface Synthesised {
  readonly stateful: Template;
  readonly stateless: Template;
  /** The resources of a type by logical ID, of both stacks. */
  resources(type: string): ReadonlyMap<string, Resource>;
  /** The text of a file in the asset of the function with this name. */
  assetFile(functionName: string, file: string): string;
  dispose(): void;
}

/** Synthesises the stacks of a configuration into a scratch directory. */
export function synthesise(configuration: unknown): Synthesised {
  const outdir = mkdtempSync(join(tmpdir(), 'postern-template-'));
  const app = new App({ outdir, context: { 'aws:cdk:enable-asset-metadata': true } });
  const { stateful, stateless } = addStacks(app, parseConfig(configuration, { allowLoopbackHttp: false }));
  // CloudFormation's own rules cost seconds; nag.test.ts runs them.
  app.synth({ skipValidation: true });
  const templates = [Template.fromStack(stateful), Template.fromStack(stateless)] as const;
  return {
    stateful: templates[0],
    stateless: templates[1],
    resources: (type) =>
      new Map(
        templates.flatMap((template) =>
          Object.entries(template.findResources(type)).map(([id, resource]) => [id, asResource(resource)] as const),
        ),
      ),
    assetFile: (name, file) => readFileSync(join(outdir, assetOf(templates[1], name), file), 'utf8'),
    dispose: () => rmSync(outdir, { recursive: true, force: true }),
  };
}

/** A reference to an output of the stateful stack, told by what the output refers to. */
export function fromData({ stateful }: Synthesised, outputValue: unknown): object {
  const wanted = JSON.stringify(outputValue);
  const outputs = Object.entries(stateful.findOutputs('*'));
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
  const described = { Properties: { Description: `Postern: ${functionName}` } };
  const [found] = Object.values(template.findResources('AWS::Lambda::Function', described));
  return String(found?.['Metadata']['aws:asset:path']);
}

function asResource(found: Record<string, unknown>): Resource {
  const { DeletionPolicy, UpdateReplacePolicy, DependsOn, Properties } = found;
  return { DeletionPolicy, UpdateReplacePolicy, DependsOn, Properties: Object(Properties) };
}
