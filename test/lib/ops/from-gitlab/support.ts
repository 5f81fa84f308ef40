import { readAssignments } from '../../../../lib/ops/from-gitlab/ruby/assignments.ts';
import { parserCode } from '../../../../lib/ops/from-gitlab/ruby/index.ts';
import type { GitLabSettings, Setting } from '../../../../lib/ops/from-gitlab/setting.ts';
import type { Note } from '../../../../lib/ops/from-gitlab/tracked-setting.ts';
import { type Translation, translate } from '../../../../lib/ops/from-gitlab/translation.ts';

/** A setting as a plain value; an unknown one as `{ unknown: reason }`. */
export function plain(setting: Setting | undefined): unknown {
  switch (setting?.kind) {
    case undefined:
    case 'nil':
      return null;
    case 'boolean':
      return setting.value;
    case 'text':
      return setting.text;
    case 'number':
      return Number(setting.text);
    case 'list':
      return setting.items.map(plain);
    case 'map':
      return Object.fromEntries([...setting.entries].map(([key, value]) => [key, plain(value)]));
    case 'unknown':
      return { unknown: setting.why };
  }
}

const code = parserCode();

/** Reads a gitlab.rb in this thread: small inputs need no time limit. */
export function readRuby(source: string): GitLabSettings {
  return readAssignments(source, code);
}

/** Translates a gitlab.rb with these statements, each `<key> = <literal>` of `omniauth_<key>`. */
export function translateRuby(...lines: readonly string[]): Translation {
  return translate(readRuby(lines.map((line) => line.replace(/^(\w+)/, "gitlab_rails['omniauth_$1']")).join('\n')));
}

/** A translation's notes, each as `line setting: reason`. */
export function noteLines(notes: readonly Note[]): readonly string[] {
  return notes.map(({ setting, line, reason }) => `${line} ${setting}: ${reason}`);
}
