/**
 * Measures each subject again and again in turns, so that what else the machine does falls on all of them alike.
 * @returns The measurements by the subject's name.
 */
export async function inTurns<S extends { readonly name: string }, M>(
  subjects: readonly S[],
  turns: number,
  measure: (subject: S) => Promise<M>,
): Promise<(name: string) => readonly M[]> {
  const measurements = new Map<string, M[]>(subjects.map(({ name }) => [name, []]));
  for (let turn = 0; turn < turns; turn += 1) {
    for (const subject of subjects) measurements.get(subject.name)?.push(await measure(subject));
  }
  return (name) => measurements.get(name) ?? [];
}
