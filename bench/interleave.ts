/**
 * Measures all subjects alternately, `rounds` times each, so that other load on the machine affects all of them equally.
 * @returns The measurements by the subject's name.
 */
export async function interleave<S extends { readonly name: string }, M>(
  subjects: readonly S[],
  rounds: number,
  measure: (subject: S) => Promise<M>,
): Promise<(name: string) => readonly M[]> {
  const measurements = new Map<string, M[]>(subjects.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const subject of subjects) measurements.get(subject.name)?.push(await measure(subject));
  }
  return (name) => measurements.get(name) ?? [];
}
