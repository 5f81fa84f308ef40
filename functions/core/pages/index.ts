export type {
  AccountModel,
  AccountProfile,
  AccountSession,
  LinkedProvider,
  MethodsChange,
} from './account/model.ts';
export { accountPage } from './account/page.ts';
export { frontchannelPage } from './frontchannel-page.ts';
export { problemText } from './problem/fill-placeholders.ts';
export { problemPage } from './problem/page.ts';
export { redirectPage } from './redirect-page.ts';
export { type ProviderButton, signInPage } from './sign-in-page.ts';
export type { Notice } from './ui/components.ts';
export type { Page } from './ui/layout.ts';
export { styleSource } from './ui/style.ts';
