/** A whole number as people read it: `13,830`. */
export function formatCount(count: number): string {
  return new Intl.NumberFormat('en').format(count);
}

/** A fenced code block of Markdown. */
export function fenced(language: string, content: string): string {
  return `\`\`\`${language}\n${content}\n\`\`\``;
}

/** A markdown table, its first row the heading. */
export function table([heading = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(heading), line(heading.map(() => '---')), ...rows.map(line)].join('\n');
}
