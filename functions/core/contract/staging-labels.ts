/** Staging labels to which Secrets Manager gives a meaning (Secrets Manager User Guide: "Secret versions"). */
export const stagingLabels = { current: 'AWSCURRENT', pending: 'AWSPENDING', previous: 'AWSPREVIOUS' } as const;

/** Staging label of the version that operators have staged for the next rotation. */
export const stagedLabel = 'POSTERN_STAGED';

/** Staging labels of a secret's versions, by version id (DescribeSecret: VersionIdsToStages). */
export type Labels = ReadonlyMap<string, readonly string[]>;

/** Whether a version has a label. */
export function hasLabel(labels: Labels, version: string, label: string): boolean {
  return labels.get(version)?.includes(label) === true;
}

/** Id of the version that has a label. */
export function versionWithLabel(labels: Labels, label: string): string | undefined {
  return [...labels].find(([, own]) => own.includes(label))?.[0];
}

/** Id of the version of an unfinished rotation: it has AWSPENDING, but not AWSCURRENT (RotateSecret). */
export function unfinishedVersion(labels: Labels): string | undefined {
  const version = versionWithLabel(labels, stagingLabels.pending);
  return version === versionWithLabel(labels, stagingLabels.current) ? undefined : version;
}
