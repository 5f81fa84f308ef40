export type { Page } from './layout.ts';
export { type ProblemModel, problemPage } from './problem-page.ts';
export { problemText } from './problem-text.ts';
export { type Notice, type ProviderButton, type SignInModel, signInPage } from './sign-in-page.ts';
export { type SignedInModel, signedInPage } from './signed-in-page.ts';
export { styleSource } from './style.ts';
