/** Result of one of `doctor`'s checks. */
export interface Finding {
  /** `wrong` is a fault that prevents sign-ins or weakens security; a `warning` may be intended by the operator. */
  readonly state: 'ok' | 'warning' | 'wrong';
  readonly what: string;
  /** Remedy, as text. If it includes a command, the command comes last, so that it can be copied. */
  readonly cure?: string;
}

/** One of `doctor`'s checks. */
export interface Check {
  /** Name of the provider that the check is about; absent if the check is about the deployment as a whole. */
  readonly provider?: string;
  readonly name: string;
  /**
   * Runs the check. The result is empty if another check, on which this one depends, reports the failure. A thrown
   * error counts as a `wrong` finding.
   */
  run(): Promise<readonly Finding[]>;
}

/** A finding with the provider and the name of its check. */
export interface NamedFinding extends Finding, Pick<Check, 'provider' | 'name'> {}

/** Makes a finding for a check that passed. */
export function ok(what: string): Finding {
  return { state: 'ok', what };
}

/** Makes a finding that needs the operator's attention, but may be intended. */
export function warning(what: string, cure: string): Finding {
  return { state: 'warning', what, cure };
}

/** Makes a finding of a fault, which prevents sign-ins or weakens security. */
export function wrong(what: string, cure?: string): Finding {
  return { state: 'wrong', what, ...(cure !== undefined && { cure }) };
}
