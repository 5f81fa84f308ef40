const maxEdits = 2;

/**
 * The known name nearest to a mistyped one by edit distance, or undefined if each differs by more than `maxEdits`
 * characters. Case, hyphens and underscores are ignored, so GitLab's spelling (`app_id`) is recognised.
 */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const plain = simplified(name);
  let nearest: string | undefined;
  let fewest = maxEdits + 1;
  for (const candidate of known) {
    const edits = editDistance(plain, simplified(candidate));
    if (edits < fewest) {
      nearest = candidate;
      fewest = edits;
    }
  }
  return nearest;
}

/** A name in the form in which names are compared: lower case, without hyphens and underscores. */
export function simplified(name: string): string {
  return name.toLowerCase().replaceAll(/[-_]/g, '');
}

/**
 * Levenshtein distance, computed row by row. If the lengths differ by more than `maxEdits`, the distance is greater
 * than `maxEdits` too. Then the result is only `maxEdits` + 1, and nothing is computed.
 */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > maxEdits) {
    return maxEdits + 1;
  }
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 0; i < a.length; i += 1) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j += 1) {
      const substituted = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(substituted, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
