/** Text that is HTML already, so that it is not escaped again. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

/** What a template of `html` takes: text is escaped, nothing is left out, lists are joined. */
export type Content = Html | string | number | false | null | undefined | readonly Content[];

/** HTML of a template, in which all that is put in is escaped unless it is `Html` itself. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Html {
  return new Html(parts.reduce((text, part, i) => text + textOf(contents[i - 1]) + part));
}

/** Text with the characters that mean something in HTML, quotes among them, written out. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function textOf(content: Content): string {
  if (content instanceof Html) return content.text;
  if (content === undefined || content === null || content === false) return '';
  if (typeof content === 'string' || typeof content === 'number') return escaped(`${content}`);
  return content.map(textOf).join('');
}
