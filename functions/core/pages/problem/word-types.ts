/** A step that the page offers: the same again, the sign-in page, or the page of one's account. */
export type Step = 'again' | 'sign-in' | 'account';

/** What a person reads about a problem. */
export interface ProblemWords {
  readonly title: string;
  /** What happened. */
  readonly happened: string;
  /** What to do next. */
  readonly next: string;
  /** The most helpful step first. */
  readonly steps: readonly Step[];
}
