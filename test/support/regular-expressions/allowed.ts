/**
 * Regular expressions whose worst-case time may be more than linear, because their input is bounded or trusted: the
 * file, the pattern (undefined if it is not constant), and the reason.
 */
export const allowed: readonly { readonly file: string; readonly source?: string; readonly reason: string }[] = [
  {
    file: 'lib/local/iam/policy-condition.ts',
    reason: 'patterns are those of the synthesised IAM policies, and only the local run matches requests with them',
  },
];
