import type { ProblemWords } from './word-types.ts';

/** The words for what rules and state of accounts refuse; placeholders as in problem-text.ts. */
export const accountWords = {
  sign_up_disabled: {
    title: 'There is no account for you yet',
    happened:
      '{Provider} confirmed who you are, but no account here is connected to it, and it cannot create new ones.',
    next: 'Sign in the way you did before, or ask an administrator for an account.',
    steps: ['sign-in'],
  },
  account_pending_approval: {
    title: 'Your account is waiting for approval',
    happened: 'An administrator has to approve your account before you can sign in.{requested}',
    next: 'Nothing else is needed from you. Once it is approved, sign in the same way again.',
    steps: ['again'],
  },
  account_blocked: {
    title: 'Your account is blocked',
    happened: 'An administrator has blocked this account, so it cannot be used to sign in.',
    next: 'If you think that this is a mistake, contact an administrator.',
    steps: ['sign-in'],
  },
  email_domain_not_allowed: {
    title: 'This email address is not accepted',
    happened: 'To sign in with {provider}, you need a verified email address of a domain that is accepted here.',
    next: 'Use another identity at {provider}, sign in another way, or ask an administrator.',
    steps: ['again', 'sign-in'],
  },
  provider_disabled: {
    title: 'This way to sign in is switched off',
    happened: 'An administrator has switched {provider} off for now. Nothing is wrong with your account here.',
    next: 'Sign in another way, or try again later.',
    steps: ['sign-in'],
  },
  email_taken: {
    title: 'You may already have an account',
    happened: 'The email address from {provider} belongs to an account that is signed in to another way.',
    next: 'Sign in the way you did before, then link {provider} on the page of your account.',
    steps: ['sign-in'],
  },
  identity_taken: {
    title: 'This identity belongs to another account',
    happened: 'What you used at {provider} is a way into another account here, so it was not linked to yours.',
    next: 'Use a different one, or sign in to the other account and unlink it there first.',
    steps: ['account'],
  },
  another_identity_linked: {
    title: 'Another identity is linked already',
    happened: 'Your account has a different identity at {provider}, and it can have only one there.',
    next: 'Use the one that is linked, or unlink it on the page of your account first.',
    steps: ['account', 'sign-in'],
  },
  last_way_in: {
    title: 'This is your last way in',
    happened: 'Without {provider} you could no longer sign in to your account, so it was not unlinked.',
    next: 'Link another provider first.',
    steps: ['account'],
  },
} satisfies Readonly<Record<string, ProblemWords>>;

/** The words of `account_blocked` where it is for good. */
export const bannedWords: ProblemWords = {
  title: 'Your account is banned',
  happened: 'An administrator has banned this account, so it can no longer be used here.',
  next: 'If you think that this is a mistake, contact an administrator.',
  steps: ['sign-in'],
};
