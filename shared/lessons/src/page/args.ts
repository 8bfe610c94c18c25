import type { Block } from './blocks.ts';
import { CannotRender } from './problem.ts';

/**
 * Reads a block's arguments by name. Throws `CannotRender` for one that is missing or not known.
 */
export function argsOf<Required extends string, Optional extends string = never>(
  { title, args, kind }: Block,
  required: readonly Required[],
  optional: readonly Optional[] = [],
): Record<Required, string> & Partial<Record<Optional, string>> {
  for (const name of required) {
    if (!args.has(name))
      throw new CannotRender(
        `"run: ${title}" lacks ${name}=…: ${kind} needs ${required.join(', ')}`,
      );
  }
  const known: readonly string[] = [...required, ...optional];
  for (const name of args.keys()) {
    if (!known.includes(name))
      throw new CannotRender(`"run: ${title}" has ${name}=…: ${kind} knows ${known.join(', ')}`);
  }
  return Object.fromEntries(args) as Record<Required, string> & Partial<Record<Optional, string>>;
}
