/** What a check has found. */
export interface Finding {
  /** `wrong` keeps people from signing in or lets in what it should not; a `warning` may have its reason. */
  readonly state: 'ok' | 'warning' | 'wrong';
  readonly what: string;
  /** What to do about it; a command comes last. */
  readonly cure?: string;
}

/** Something that is looked at. */
export interface Check {
  /** The provider that it is about, where it is about one. */
  readonly provider?: string;
  readonly name: string;
  /** Gives nothing where what it builds upon is wrong already. Whatever it throws counts as wrong. */
  run(): Promise<readonly Finding[]>;
}

/** A finding, and what it is about. */
export interface NamedFinding extends Finding, Pick<Check, 'provider' | 'name'> {}

/** All is well. */
export function ok(what: string): Finding {
  return { state: 'ok', what };
}

/** Something to look at. */
export function warning(what: string, cure: string): Finding {
  return { state: 'warning', what, cure };
}

/** Something to mend. */
export function wrong(what: string, cure?: string): Finding {
  return { state: 'wrong', what, ...(cure !== undefined && { cure }) };
}
