import type { Node } from 'oxc-parser';
import type { Frame } from './frame.ts';
import type { Interpreter } from './interpreter.ts';
import { shown } from './members.ts';
import { checkCalled } from './names.ts';
import { Refused } from './refused.ts';
import { checkHanded, putInto } from './storing.ts';
import {
  type Atom,
  data,
  foreign,
  has,
  isOnly,
  nothing,
  number,
  plain,
  primitive,
  union,
  type Value,
  value,
} from './values.ts';

/** What a method of an object of the request, or of a primitive, returns. */
export function callOfData(
  atom: Atom,
  name: string,
  args: readonly Value[],
  site: Node,
  frame: Frame,
  i: Interpreter,
): Value {
  checkCalled(name, site);
  // What is not there cannot be called.
  if (atom.kind !== 'data' && !(name in Object('')) && !(name in Object(0))) return nothing;
  let isForeign = false;
  for (const arg of args) {
    for (const part of arg.values()) {
      if (calling.has(name) && (part.kind === 'function' || part.kind === 'global')) {
        i.note({ kind: 'callback', frame, site });
        const second = counting.has(name) ? number : data;
        const returned = i.callBack(value(part), [data, second, data, data], site, frame);
        if (has(putInto(returned, site, i), 'foreign')) isForeign = true;
      } else if (part.kind === 'regexp' && matching.has(name)) continue;
      else if (has(putInto(value(part), site, i), 'foreign') && !readers.has(name))
        throw new Refused(site, 'an error that is put into an array or an object');
    }
  }
  if (atom.kind !== 'data') return ['split', 'match', 'matchAll'].includes(name) ? data : primitive;
  const own = isBuiltInMethod(name) ? nothing : i.callEscaped(site, frame);
  return union(data, own, isForeign ? foreign : nothing);
}

/** No function of the code's own gets such a name in an object of a request. */
const isBuiltInMethod = (name: string) =>
  [[], '', new Map(), new Set(), new Date(), Promise.resolve(), 0].some(
    (one) => name in Object(one),
  );

/** What a method of an array of primitives returns that lives for long. */
export function callOfConstant(
  name: string,
  args: readonly Value[],
  site: Node,
  frame: Frame,
  i: Interpreter,
): Value {
  if (['includes', 'indexOf', 'join', 'at'].includes(name)) {
    checkHanded(args, site);
    return primitive;
  }
  if (['map', 'filter', 'some', 'every', 'find', 'forEach', 'flatMap'].includes(name)) {
    i.note({ kind: 'callback', frame, site });
    const returned = i.callBack(
      args[0] ?? nothing,
      [primitive, number, plain('constant')],
      site,
      frame,
    );
    putInto(returned, site, i);
    return data;
  }
  if (['slice', 'entries', 'keys', 'values'].includes(name)) return data;
  throw new Refused(site, `the call of ${name} on a constant`);
}

/** What a method of an error returns that was caught: one that changes nothing. */
export function callOfForeign(name: string, args: readonly Value[], site: Node): Value {
  checkCalled(name, site);
  if (!readers.has(name)) throw new Refused(site, `the call of ${shown(name)} on an error`);
  for (const arg of args)
    if (!(matching.has(name) && isOnly(arg, 'regexp'))) checkHanded([arg], site);
  return foreign;
}

/** Built-in methods that call what they are handed, and do not keep it. */
const calling = new Set(
  [
    'map filter some every find findIndex findLast findLastIndex sort toSorted forEach flatMap',
    'reduce reduceRight replace replaceAll',
  ].flatMap((line) => line.split(' ')),
);

/** Those among them that hand over an element and its index. */
const counting = new Set(
  'map filter some every find findIndex findLast findLastIndex flatMap'.split(' '),
);

/** Built-in methods that take a regular expression. */
const matching = new Set(['match', 'matchAll', 'replace', 'replaceAll', 'search', 'split']);

/** Built-in methods that change nothing, whatever they are called on. */
const readers = new Set(
  [
    'includes indexOf startsWith endsWith match toString toLowerCase toUpperCase trim slice at split',
    'has get join',
  ].flatMap((line) => line.split(' ')),
);
