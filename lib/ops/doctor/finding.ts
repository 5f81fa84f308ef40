/** Result of a check. */
export interface Finding {
  /** `wrong` prevents sign-ins or weakens security; a `warning` may be intended. */
  readonly state: 'ok' | 'warning' | 'wrong';
  readonly what: string;
  /** Remedy; a command comes last. */
  readonly cure?: string;
}

/** A check of one subject. */
export interface Check {
  /** The provider, if the check is about one. */
  readonly provider?: string;
  readonly name: string;
  /** Returns nothing if a check that it depends on reports the failure. An error counts as `wrong`. */
  run(): Promise<readonly Finding[]>;
}

/** A finding with its subject. */
export interface NamedFinding extends Finding, Pick<Check, 'provider' | 'name'> {}

/** A finding without fault. */
export function ok(what: string): Finding {
  return { state: 'ok', what };
}

/** A finding that needs attention. */
export function warning(what: string, cure: string): Finding {
  return { state: 'warning', what, cure };
}

/** A fault. */
export function wrong(what: string, cure?: string): Finding {
  return { state: 'wrong', what, ...(cure !== undefined && { cure }) };
}
