import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type LineCounter,
  type Node,
  type Pair,
  type Scalar,
} from 'yaml';
import { limits, type Setting } from '../setting.ts';
import { UnreadableSettings } from '../unreadable.ts';
import { erbValue } from './erb-tags.ts';

/** Words that the YAML parser of GitLab's Ruby reads as booleans (YAML 1.1). */
const yes = /^(?:true|yes|on)$/i;
const no = /^(?:false|no|off)$/i;

/**
 * Converts a YAML document to a setting. Aliases are replaced by the anchor's value, and merge keys (`<<`) by the
 * entries that they merge.
 * @throws UnreadableSettings for an alias without anchor, and if the nesting or the number of values exceeds the
 * limits.
 */
export function settingOf(document: Document.Parsed, lines: LineCounter): Setting {
  return new Values(lines).read(document.contents, 1);
}

class Values {
  readonly #lines: LineCounter;
  readonly #anchors = new Map<string, Node>();
  #count = 0;
  #depth = 0;

  constructor(lines: LineCounter) {
    this.#lines = lines;
  }

  /** @param above Line of the parent node, used for an empty node, which has no position. */
  read(node: Node | null, above: number): Setting {
    const line = node?.range ? this.#lines.linePos(node.range[0]).line : above;
    this.#count += 1;
    if (this.#depth >= limits.depth || this.#count > limits.values) {
      throw new UnreadableSettings(line, 'values are nested too deeply, or repeated too often, here.');
    }
    this.#depth += 1;
    const setting = this.#setting(node, line);
    this.#depth -= 1;
    return setting;
  }

  #setting(node: Node | null, line: number): Setting {
    if (isAlias(node)) return this.read(this.#anchored(node.source, line), line);
    if (isScalar(node) || isMap(node) || isSeq(node)) {
      if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    }
    if (isMap<Node, Node | null>(node)) return { kind: 'map', entries: this.#entries(node.items, line), line };
    if (isSeq<Node | null>(node)) return { kind: 'list', items: node.items.map((item) => this.read(item, line)), line };
    return isScalar(node) ? scalar(node, line) : { kind: 'nil', line };
  }

  #anchored(name: string, line: number): Node {
    const node = this.#anchors.get(name);
    if (node === undefined)
      throw new UnreadableSettings(line, `there is no anchor &${name} above for the alias *${name}.`);
    return node;
  }

  #entries(pairs: readonly Pair<Node, Node | null>[], line: number): ReadonlyMap<string, Setting> {
    const own = new Map<string, Setting>();
    const merged = new Map<string, Setting>();
    for (const { key, value } of pairs) {
      const name = isScalar(key) ? String(key.source ?? key.value) : '…';
      const setting = this.read(value, line);
      if (name !== '<<') own.set(name, setting);
      else for (const [inherited, each] of inheritedEntries(setting)) merged.set(inherited, each);
    }
    return new Map([...merged, ...own]);
  }
}

/**
 * The entries that a merge key adds to a map. If the key merges a list of maps, the first map has precedence (YAML
 * merge key).
 */
function inheritedEntries(setting: Setting): ReadonlyMap<string, Setting> {
  if (setting.kind === 'map') return setting.entries;
  const maps = setting.kind === 'list' ? setting.items.toReversed() : [];
  return new Map(maps.flatMap((map) => (map.kind === 'map' ? [...map.entries] : [])));
}

function scalar(node: Scalar, line: number): Setting {
  const text = node.source ?? String(node.value);
  if (text.includes(erbValue)) {
    return {
      kind: 'unknown',
      why: 'A Ruby template tag (<%= … %>) outputs this value: fill it in by hand.',
      line,
    };
  }
  if (node.type !== 'PLAIN') return { kind: 'text', text, line };
  if (node.value === null) return { kind: 'nil', line };
  if (yes.test(text) || no.test(text)) return { kind: 'boolean', value: yes.test(text), line };
  return { kind: typeof node.value === 'number' ? 'number' : 'text', text, line };
}
