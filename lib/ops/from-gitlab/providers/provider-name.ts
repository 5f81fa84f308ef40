const longestName = 32;

/**
 * Derives our name of a provider from GitLab's: lower case, with hyphens for anything but letters and digits.
 * @param taken Names in use; the new one differs from them in more than hyphens.
 */
export function uniqueProviderName(gitlabName: string, taken: readonly string[]): string {
  const plain = gitlabName
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  const name = plain.slice(0, longestName) || 'provider';
  const used = new Set(taken.map(withoutHyphens));
  for (let count = 1; ; count += 1) {
    const suffix = count === 1 ? '' : `-${count}`;
    const candidate = `${name.slice(0, longestName - suffix.length)}${suffix}`;
    if (!used.has(withoutHyphens(candidate))) return candidate;
  }
}

function withoutHyphens(name: string): string {
  return name.replaceAll('-', '');
}
