import type { Node } from 'oxc-parser';
import type { Frame } from './frame.ts';
import type { Interpreter } from './interpreter.ts';
import { Refused } from './refused.ts';
import { type Atom, data, foreign, type Value, wordsFor } from './values.ts';

/**
 * Refuses to keep what can change for as long as an instance lives: what is made while there is no request gets a name
 * only if it stays as it is.
 */
export function checkKept(kept: Value, node: Node, { phase }: Frame): void {
  if (phase === 'request') return;
  for (const atom of kept.values())
    if (!lasting.has(atom.kind) || (atom.kind === 'object' && atom.isOfRequest))
      throw new Refused(node, `${wordsFor(atom)} that lives as long as the instance`);
}

const lasting = new Set<Atom['kind']>([
  // An error can only be read, wherever it is.
  ...([
    'foreign',
    'primitive',
    'number',
    'text',
    'setting',
    'resources',
    'settings',
    'screen',
  ] as const),
  ...(['orm', 'pool', 'redis', 'stack', 'lock', 'resolver'] as const),
  ...(['function', 'class', 'object', 'shape'] as const),
  ...(['constant', 'regexp', 'schema', 'entity', 'package', 'global'] as const),
]);

/**
 * What an array, an object or a collection of the request is that this is put into. Refuses what lives longer than the
 * request: taken out again, it could be changed.
 */
export function putInto(part: Value, node: Node, i: Interpreter): Value {
  let isForeign = false;
  for (const atom of part.values()) {
    if (atom.kind === 'foreign') isForeign = true;
    else if (atom.kind === 'function' && atom.frame.phase === 'request') i.escape(atom);
    else if (!isHarmless(atom))
      throw new Refused(node, `${wordsFor(atom)} that is put into an array or an object`);
  }
  return isForeign ? foreign : data;
}

/** Refuses what must not be handed to code that is not looked into. */
export function checkHanded(args: readonly Value[], node: Node): void {
  for (const atom of args.flatMap((arg) => [...arg.values()]))
    if (!isHarmless(atom) && atom.kind !== 'foreign' && atom.kind !== 'constant')
      throw new Refused(node, `${wordsFor(atom)} that is handed on`);
}

/** Primitives, and what belongs to the request anyway. */
export function isHarmless({ kind }: Atom): boolean {
  return ['primitive', 'number', 'text', 'setting', 'promise', 'data'].includes(kind);
}
