import type { Node } from 'oxc-parser';
import type { Frame } from './frame.ts';
import type { Interpreter } from './interpreter.ts';
import { Refused } from './refused.ts';
import { checkHanded } from './storing.ts';
import { type Atom, data, plain, type Value, value, wordsFor } from './values.ts';

/** What zod makes that describes contents, and keeps nothing of what it checks. */
export function newShape(name: string, args: readonly Value[], site: Node): Value {
  if (!makers.has(name)) throw new Refused(site, `the call of ${name} of zod`);
  checkParts(args, site);
  return plain('shape');
}

/** What a method of a shape returns: another one, or what is right in what was checked. */
export function callShape(
  name: string,
  args: readonly Value[],
  site: Node,
  frame: Frame,
  i: Interpreter,
): Value {
  if (/^(safeP|p)arse(Async)?$/.test(name)) {
    checkHanded(args, site);
    return data;
  }
  if (!methods.has(name)) throw new Refused(site, `the call of ${name} of zod`);
  for (const atom of args.flatMap((arg) => [...arg.values()]))
    if (atom.kind === 'function')
      i.callBack(value(atom), [data, data], site, { ...frame, phase: 'request' });
    else checkParts([value(atom)], site);
  return plain('shape');
}

const makers = new Set(
  'array boolean int literal null nullable number object optional record strictObject string tuple union unknown'.split(
    ' ',
  ),
);

const methods = new Set(
  'array check finite gt gte int length lt lte max min multipleOf negative nonnegative nonoptional nullable optional or positive readonly refine regex strict superRefine trim uuid'.split(
    ' ',
  ),
);

const parts = new Set<Atom['kind']>(['primitive', 'number', 'text', 'constant', 'shape', 'regexp']);

function checkParts(args: readonly Value[], site: Node): void {
  for (const atom of args.flatMap((arg) => [...arg.values()]))
    if (!parts.has(atom.kind) && !(atom.kind === 'object' && !atom.isOfRequest && !atom.of))
      throw new Refused(site, `${wordsFor(atom)} in a shape`);
}
