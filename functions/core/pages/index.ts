export type {
  AccountModel,
  AccountProfile,
  AccountSession,
  LinkableProvider,
  LinkedProvider,
} from './account-model.ts';
export { accountPage } from './account-page.ts';
export { frontchannelPage } from './frontchannel-page.ts';
export type { Page } from './layout.ts';
export type { Notice } from './notice.ts';
export { type OnwardModel, onwardPage } from './onward-page.ts';
export { type ProblemModel, problemPage } from './problem-page.ts';
export { problemText } from './problem-text.ts';
export { type ProviderButton, type SignInModel, signInPage } from './sign-in-page.ts';
export { styleSource } from './style.ts';
