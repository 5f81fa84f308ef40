/** What another CDK app imports: the configuration's parser and the constructs. */
export { type Config, ConfigError, type ConfigOptions, type ConfigProblem, parseConfig } from './config/index.ts';
export { SignIn, type SignInProps } from './infra/sign-in.ts';
export { SignInData, type SignInDataProps } from './infra/sign-in-data.ts';
