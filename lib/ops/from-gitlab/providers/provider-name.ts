const longestName = 32;

/**
 * Derives a provider's name in the `postern` block from its name in GitLab: in lower case, with hyphens for anything
 * but letters and digits.
 * @param taken Provider names in use. The new name differs from each of them in more than hyphens, because the
 * provider's CloudFormation outputs are named without hyphens.
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
