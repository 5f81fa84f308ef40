/** Tells a gitlab.rb from YAML: it sets `gitlab_rails['...']` or `external_url`, which no YAML does in this syntax. */
export function isRuby(source: string): boolean {
  return /^[ \t]*(?:gitlab_rails[ \t]*\[|external_url[ \t(]+['"])/m.test(source);
}
