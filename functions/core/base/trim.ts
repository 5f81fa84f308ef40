function isSpaceOrTab(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 0x20 || code === 0x09;
}

/**
 * Trims spaces and horizontal tabs at both ends, and no other white space (OWS, RFC 9110 section 5.6.3). Takes linear
 * time for every text; `/[ \t]+$/` would take quadratic time for spaces inside the text.
 */
export function trimSpacesAndTabs(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpaceOrTab(text, start)) start += 1;
  while (end > start && isSpaceOrTab(text, end - 1)) end -= 1;
  return text.slice(start, end);
}
