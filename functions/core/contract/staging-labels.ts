/** Staging labels that Secrets Manager itself defines (Secrets Manager User Guide: "Secret versions"). */
export const stagingLabels = { current: 'AWSCURRENT', pending: 'AWSPENDING', previous: 'AWSPREVIOUS' } as const;

/** Staging label of the secret version that operators have stored for the next rotation. */
export const stagedLabel = 'POSTERN_STAGED';

/** Staging labels of a secret's versions, by version id (DescribeSecret: VersionIdsToStages). */
export type Labels = ReadonlyMap<string, readonly string[]>;

/** Whether a secret version has a staging label. */
export function hasLabel(labels: Labels, version: string, label: string): boolean {
  return labels.get(version)?.includes(label) === true;
}

/** Id of the secret version that has a staging label; undefined if no version has it. */
export function versionWithLabel(labels: Labels, label: string): string | undefined {
  return [...labels].find(([, own]) => own.includes(label))?.[0];
}

/**
 * Id of the secret version of an unfinished rotation: it has the label AWSPENDING, but not AWSCURRENT (RotateSecret).
 * The result is undefined if no rotation is unfinished.
 */
export function unfinishedVersion(labels: Labels): string | undefined {
  const version = versionWithLabel(labels, stagingLabels.pending);
  return version === versionWithLabel(labels, stagingLabels.current) ? undefined : version;
}
