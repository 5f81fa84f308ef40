/** Markup that is safe to send: every value put into it was escaped. */
export interface Html {
  readonly markup: string;
}

/** What a template takes: text (escaped), markup (kept), lists of them, or nothing. */
export type HtmlValue = string | number | Html | readonly HtmlValue[] | undefined | false;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function isList(value: HtmlValue): value is readonly HtmlValue[] {
  return Array.isArray(value);
}

function render(value: HtmlValue): string {
  if (value === undefined || value === false) return '';
  if (isList(value)) return value.map(render).join('');
  if (typeof value === 'object') return value.markup;
  return String(value).replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** Template tag: text values are escaped for element content and quoted attributes. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return { markup: String.raw({ raw: strings }, ...values.map(render)) };
}

/** Markup from a trusted source (a drawing, a library's form), taken as it is. */
export function trusted(markup: string): Html {
  return { markup };
}
