/**
 * Title and sentences for `return_to_not_allowed` at a sign-out. They must tell the person that they are still signed
 * in.
 */
export const signOutRefusedWords: ProblemWords = {
  title: 'You were not signed out',
  happened: 'The app asks to send you on to an address that this sign-in does not serve, so nothing was done.',
  next: 'Sign out on the page of your account, and tell the people who run the app.',
  steps: ['account'],
};

/**
 * Title and sentences for each problem of a faulty request or a failing provider. `fill-placeholders.ts` lists the
 * placeholders.
 */
export const requestWords = {
  unknown_provider: {
    title: 'This way to sign in does not exist',
    happened: 'There is no sign-in at this address. It may have been renamed or switched off.',
    next: 'Choose another way to sign in.',
    steps: ['sign-in'],
  },
  unknown_issuer: {
    title: 'The link names no way to sign in',
    happened: 'It asks for a sign-in with somebody whom this sign-in does not know, so nothing was started.',
    next: 'Choose a way to sign in. If the link came from an app, tell the people who run it.',
    steps: ['sign-in'],
  },
  return_to_not_allowed: {
    title: 'The link that brought you here is not allowed',
    happened: 'It asks to send you to an address that this sign-in does not serve, so nothing was started.',
    next: 'Go back to the app and sign in from there. If the link came from the app, tell the people who run it.',
    steps: ['sign-in'],
  },
  audience_not_allowed: {
    title: 'A token for this audience is not given out',
    happened: 'It was asked for somebody whom this sign-in does not serve, or in a way that cannot be read.',
    next: 'If an app asked for it, tell the people who run the app.',
    steps: ['sign-in'],
  },
  login_not_found: {
    title: 'This sign-in is no longer open',
    happened: 'It took too long, has already been used, or was started in another browser.',
    next: 'Start again in this browser.',
    steps: ['again', 'sign-in'],
  },
  invalid_callback: {
    title: 'The sign-in could not be finished',
    happened: 'What came back from {provider} was incomplete or did not fit together, so it was not used.',
    next: 'Try again. If it happens again, tell an administrator.',
    steps: ['again', 'sign-in'],
  },
  access_denied: {
    title: 'Sign-in was declined',
    happened: 'The request was declined at {provider}. You are not signed in, and nothing was shared.',
    next: 'If that was not what you wanted, try again or sign in another way.',
    steps: ['again', 'sign-in'],
  },
  required_claim_missing: {
    title: 'Something required was not shared',
    happened: 'To sign you in, {claim} is required, and {provider} did not share it or has not verified it.',
    next: 'Try again and choose to share it. If it has yet to be verified, do that at {provider} first.',
    steps: ['again', 'sign-in'],
  },
  provider_error: {
    title: 'The sign-in did not work',
    happened: '{Provider} answered with an error. Nothing is wrong with your account here.',
    next: 'Try again in a moment. If it happens again, sign in another way or tell an administrator.',
    steps: ['again', 'sign-in'],
  },
  provider_unreachable: {
    title: 'The sign-in is taking too long',
    happened: '{Provider} is not answering at the moment. Nothing is wrong with your account here.',
    next: 'Try again in a few minutes, or sign in another way.',
    steps: ['again', 'sign-in'],
  },
  invalid_id_token: {
    title: 'We could not verify who you are',
    happened: 'The proof that came from {provider} did not pass our checks, so you are not signed in.',
    next: 'Try again. If it happens again, tell an administrator.',
    steps: ['again', 'sign-in'],
  },
  temporarily_unavailable: {
    title: 'Sign-in is unavailable for a moment',
    happened: 'Something that it depends on is not answering. Nothing is lost.',
    next: 'Try again in a minute.',
    steps: ['again', 'sign-in'],
  },
  internal_error: {
    title: 'Something went wrong here',
    happened: 'The mistake is ours. Nothing is wrong with your account.',
    next: 'Try again. If it happens again, tell an administrator.',
    steps: ['again', 'sign-in'],
  },
  no_session: {
    title: 'You are not signed in',
    happened: 'There is no session in this browser, or it has ended.',
    next: 'Sign in to go on.',
    steps: ['sign-in'],
  },
  bad_origin: {
    title: 'This request was refused',
    happened: 'It came from a page that is not allowed to send it, so nothing was changed.',
    next: 'Go back to the app and try from there. If it came from the app, tell the people who run it.',
    steps: ['sign-in'],
  },
  too_large: {
    title: 'This request is too large',
    happened: 'More was sent than sign-in accepts, so none of it was used.',
    next: 'Start again from the sign-in page. If that does not help, delete the cookies of this site.',
    steps: ['sign-in'],
  },
  method_not_allowed: {
    title: 'This address works differently',
    happened: 'It answers {methods} only.',
    next: 'If a link brought you here, go to the sign-in page instead.',
    steps: ['sign-in'],
  },
  not_found: {
    title: 'There is nothing at this address',
    happened: 'The address may be mistyped, or the page may have moved.',
    next: 'Check the address, or sign in.',
    steps: ['sign-in'],
  },
} satisfies Readonly<Record<string, ProblemWords>>;

/**
 * Title and sentences for each refusal by the account policy or for an account's state. `fill-placeholders.ts` lists
 * the placeholders.
 */
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
  provider_not_adopted: {
    title: 'This way to sign in is paused',
    happened:
      'The settings of {provider} have changed here, and an administrator has yet to confirm them. Nothing is wrong with your account.',
    next: 'Sign in another way, or tell an administrator.',
    steps: ['sign-in'],
  },
  email_taken: {
    title: 'You may already have an account',
    happened: 'The email address from {provider} belongs to an account that is signed in to another way.',
    next: 'Sign in the way you did before, then link {provider} on the page of your account. If you cannot, ask an administrator.',
    steps: ['sign-in'],
  },
  identity_taken: {
    title: 'This identity belongs to another account',
    happened: 'What you used at {provider} is a way into another account here, so it was not linked to yours.',
    next: 'Use a different one. If both accounts are yours, ask an administrator to merge them.',
    steps: ['account'],
  },
  another_identity_linked: {
    title: 'Another identity is linked already',
    happened: 'Your account has a different identity at {provider}, and it can have only one there.',
    next: 'Use the one that is linked, or unlink it on the page of your account first. If it is your last way in, ask an administrator.',
    steps: ['account', 'sign-in'],
  },
  last_way_in: {
    title: 'This is your last way in',
    happened: 'Without {provider} you could no longer sign in to your account, so it was not unlinked.',
    next: 'Link another provider first. If the page of your account offers none, ask an administrator.',
    steps: ['account'],
  },
  reauthentication_required: {
    title: 'Sign in again first',
    happened:
      'Your ways to sign in can be changed only shortly after you have signed in, and only with a way that your account has had for a day. Nothing was changed.',
    next: 'Sign in again, then go on from the page of your account.',
    steps: ['account'],
  },
  linking_not_allowed: {
    title: 'This provider cannot be linked',
    happened: '{Provider} cannot be added to an account that exists already, so nothing was changed.',
    next: 'Go on with the ways to sign in that you have, or ask an administrator.',
    steps: ['account'],
  },
} satisfies Readonly<Record<string, ProblemWords>>;

/**
 * Title and sentences for `reauthentication_required`, if none of the person's identities may change the sign-in
 * methods yet.
 */
export const tooEarlyWords: ProblemWords = {
  title: 'It is too early for this change',
  happened:
    'Your ways to sign in can be changed only with a way that your account has had for a day, and it has none yet. Nothing was changed.',
  next: 'Sign in again after {notBefore}, then go on from the page of your account.',
  steps: ['account'],
};

/** Title and sentences for `account_blocked`, if the account is banned. */
export const bannedWords: ProblemWords = {
  title: 'Your account is banned',
  happened: 'An administrator has banned this account, so it can no longer be used here.',
  next: 'If you think that this is a mistake, contact an administrator.',
  steps: ['sign-in'],
};

/**
 * Title and sentences for `required_claim_missing`, if `requiredClaims` restricts sign-in to some of the provider's
 * users: the provider sent no such claim, or a value that is not accepted.
 */
export const otherAccountWords: Readonly<Record<'absent' | 'different', ProblemWords>> = {
  absent: {
    title: 'This account may not sign in here',
    happened: '{Provider} did not say that your account there is one that may sign in, such as one of an organisation.',
    next: 'Use the account of your organisation at {provider}. If this is that account, ask an administrator.',
    steps: ['again', 'sign-in'],
  },
  different: {
    title: 'Another account is needed',
    happened:
      'Your account at {provider} is not one of those that may sign in, such as the accounts of one organisation.',
    next: 'Use another account at {provider}, such as that of your organisation, or ask an administrator.',
    steps: ['again', 'sign-in'],
  },
};

/** Title and sentences for `account_blocked`, if a signed-in person links what was banned with another account. */
export const bannedIdentityWords: ProblemWords = {
  title: 'This identity is banned',
  happened:
    'What you used at {provider} belongs to somebody whom an administrator has banned, so it was not linked to your account.',
  next: 'Use a different one. If you think that this is a mistake, contact an administrator.',
  steps: ['account'],
};

/** Link on a problem page: to start the login again, to the sign-in page, or to the account page. */
export type Step = 'again' | 'sign-in' | 'account';

/** Title, sentences and links with which a problem is explained to the person. */
export interface ProblemWords {
  readonly title: string;
  /** Sentence that says what happened. */
  readonly happened: string;
  /** Sentence that says what to do next. */
  readonly next: string;
  /** Links that the page offers, the most helpful one first. */
  readonly steps: readonly Step[];
}
