/** What another CDK app imports: the configuration's types and parser, and the constructs. */
export {
  type AuthorizationArgs,
  type Config,
  ConfigError,
  type ConfigOptions,
  type ConfigProblem,
  type DomainBlock,
  type PosternBlock,
  type ProviderBlock,
  type ProviderNames,
  parseConfig,
  type SessionBlock,
} from './config/index.ts';
export { SignIn, type SignInProps } from './infra/sign-in.ts';
export { SignInData, type SignInDataProps } from './infra/sign-in-data.ts';
