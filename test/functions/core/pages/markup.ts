/** One start tag: its name, and its attributes as written, entities not resolved. */
export interface Tag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
}

const attribute = /\s+([a-zA-Z][\w-]*)(?:="([^"<>]*)")?/y;
const startTag = /<([a-z][a-z0-9]*)((?:\s+[a-zA-Z][\w-]*(?:="[^"<>]*")?)*)\s*\/?>/y;
const otherMarkup = /<\/[a-z][a-z0-9]*>|<!doctype html>/y;
const text = /[^<>]+/y;

/**
 * The start tags of a document in the strict form that our pages keep to: lower-case names, every attribute value in
 * double quotes, no `<` or `>` but those of tags.
 * @throws Error at the first character that does not fit, which is what a value that broke out of its place looks like.
 */
export function tagsOf(markup: string): readonly Tag[] {
  const { body: document } = withoutStyle(markup);
  const tags: Tag[] = [];
  let position = 0;
  while (position < document.length) {
    const tag = matchAt(startTag, document, position);
    if (tag !== null) tags.push({ name: tag[1] ?? '', attributes: attributesOf(tag[2] ?? '') });
    const found = tag ?? matchAt(otherMarkup, document, position) ?? matchAt(text, document, position);
    if (found === null) throw new Error(`not our markup: ${document.slice(position, position + 80)}`);
    position += found[0].length;
  }
  return tags;
}

/** The content of the one `<style>`, and the document without it. */
export function withoutStyle(markup: string): { readonly style: string; readonly body: string } {
  const [before = '', rest = ''] = markup.split('<style>', 2);
  const end = rest.indexOf('</style>');
  return { style: rest.slice(0, end), body: before + rest.slice(end + '</style>'.length) };
}

/** Names and attributes alone: what a document looks like whatever its values are. */
export function skeleton(markup: string): readonly string[] {
  return tagsOf(markup).map(({ name, attributes }) => [name, ...attributes.keys()].join(' '));
}

function attributesOf(source: string): ReadonlyMap<string, string> {
  return new Map(Array.from(source.matchAll(new RegExp(attribute, 'g')), ([, name = '', value = '']) => [name, value]));
}

function matchAt(pattern: RegExp, document: string, position: number): RegExpExecArray | null {
  pattern.lastIndex = position;
  return pattern.exec(document);
}
