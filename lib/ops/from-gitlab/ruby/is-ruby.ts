/**
 * Whether a text is a gitlab.rb, not YAML: it sets `gitlab_rails['...']` or `external_url` in Ruby's syntax, which
 * GitLab's YAML files do not contain.
 */
export function isRuby(source: string): boolean {
  return /^[ \t]*(?:gitlab_rails[ \t]*\[|external_url[ \t(]+['"])/m.test(source);
}
