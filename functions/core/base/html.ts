/**
 * Characters that HTML interprets in text or in a quoted attribute value, with the character references that stand for
 * them.
 */
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Markup in which every interpolated value is escaped. The class is exported only as a type, so only the `html` tag
 * creates instances.
 */
class Html {
  readonly #markup: string;

  constructor(markup: string) {
    this.#markup = markup;
  }

  toString(): string {
    return this.#markup;
  }
}

export type { Html };

/**
 * Value that a template may interpolate: `undefined` and `false` insert nothing, an array inserts its items one after
 * the other.
 */
export type HtmlValue = Html | string | number | undefined | false | readonly HtmlValue[];

/**
 * Template tag for HTML. It escapes every interpolated value for text and quoted attributes. Only its own results
 * (`Html`) are inserted unchanged.
 */
export function html(fixed: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(fixed.map((part, index) => part + render(values[index])).join(''));
}

function render(value: HtmlValue): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Html) return value.toString();
  if (typeof value === 'object') return value.map(render).join('');
  return String(value).replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
