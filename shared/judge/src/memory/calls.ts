import type { Argument, Node } from 'oxc-parser';
import { callOfConstant, callOfData, callOfForeign } from './built-in-methods.ts';
import { callClient } from './clients.ts';
import type { Frame } from './frame.ts';
import { functionsOf } from './globals.ts';
import type { FunctionAtom, Interpreter } from './interpreter.ts';
import { shown } from './members.ts';
import { checkCalled } from './names.ts';
import { callPackage } from './packages.ts';
import { checkNotAwaited } from './queries.ts';
import { Refused } from './refused.ts';
import { checkHanded, isHarmless, putInto } from './storing.ts';
import {
  type Atom,
  awaited,
  data,
  foreign,
  has,
  isOnly,
  nothing,
  number,
  plain,
  primitive,
  promise,
  union,
  type Value,
  value,
  wordsFor,
} from './values.ts';

/** What the arguments of a call are. What is spread into them has to be data. */
export function argumentsOf(nodes: readonly Argument[], frame: Frame, i: Interpreter): Value[] {
  return nodes.map((node) => {
    if (node.type !== 'SpreadElement') return i.evaluate(node, frame);
    const spread = i.evaluate(node.argument, frame);
    if (!isOnly(spread, 'data', 'constant'))
      throw new Refused(node, 'a spread of what is no array of the request');
    return data;
  });
}

/** What a method of something returns. Refuses those that are not on the list. */
export function callMember(
  of: Value,
  name: string,
  args: readonly Value[],
  site: Node,
  frame: Frame,
  i: Interpreter,
): Value {
  if (name.startsWith('@@') && site.type !== 'Program')
    throw new Refused(site, 'what closes the instance, called by itself');
  const later = afterPromise(of, name, args, site, frame, i);
  if (later) return later;
  return union(...[...of.values()].map((atom) => callOf(atom, name, args, site, frame, i)));
}

/** A promise is taken for what it comes to. */
function afterPromise(
  of: Value,
  name: string,
  [first = nothing, second = nothing]: readonly Value[],
  site: Node,
  frame: Frame,
  i: Interpreter,
): Value | undefined {
  if (['then', 'catch', 'finally'].includes(name)) checkNotAwaited(of, site);
  if (name === 'catch') return union(of, i.callBack(first, [foreign], site, frame), promise);
  if (name === 'finally') {
    i.callBack(first, [], site, frame);
    return of;
  }
  if (name !== 'then') return undefined;
  return union(
    promise,
    i.callBack(first, [awaited(of)], site, frame),
    i.callBack(second, [foreign], site, frame),
  );
}

function callOf(
  atom: Atom,
  name: string,
  args: readonly Value[],
  site: Node,
  frame: Frame,
  i: Interpreter,
): Value {
  switch (atom.kind) {
    case 'object': {
      const methods = i.memberOf(value(atom), name, site, frame);
      // What the set-up reads in the same way as requests do, is of that alone.
      const isRequest = frame.phase === 'set-up' && ['find', 'list', 'report'].includes(name);
      const asked: Frame = isRequest ? { ...frame, phase: 'request' } : frame;
      return callEach(methods, value(atom), args, site, asked, i);
    }
    case 'resources':
      return callEach(i.memberOf(value(atom), name, site, frame), primitive, args, site, frame, i);
    case 'promise':
      checkCalled(name, site);
      return nothing;
    case 'primitive':
    case 'number':
    case 'text':
    case 'setting':
    case 'data':
      return callOfData(atom, name, args, site, frame, i);
    case 'foreign':
      return callOfForeign(name, args, site);
    case 'constant':
      return callOfConstant(name, args, site, frame, i);
    case 'regexp':
      if (name !== 'test' && name !== 'exec') break;
      checkHanded(args, site);
      return name === 'test' ? primitive : data;
    case 'global':
      if (atom.name in functionsOf && functionsOf[atom.name]?.includes(name))
        return callGlobal(`${atom.name}.${name}`, args, site, frame, i);
      break;
    case 'package':
      return callPackage(`${atom.name}.${name}`, args, site, frame, i);
    default:
      return callClient(atom, name, args, site, frame, i);
  }
  throw new Refused(site, `the call of ${shown(name)} on ${wordsFor(atom)}`);
}

function callEach(
  callees: Value,
  self: Value,
  args: readonly Value[],
  site: Node,
  frame: Frame,
  i: Interpreter,
): Value {
  return union(
    ...[...callees.values()].map((callee) => {
      if (callee.kind !== 'function') return i.callValue(value(callee), args, site, frame);
      return i.call(callee, self, spreadOut(args, site, callee), site, frame);
    }),
  );
}

/** What calling something returns, or making a new one where it is called by `new`. */
export function callValue(
  callee: Value,
  args: readonly Value[],
  site: Node,
  frame: Frame,
  i: Interpreter,
): Value {
  return union(
    ...[...callee.values()].map((atom) => {
      switch (atom.kind) {
        case 'function':
          if (site.type === 'NewExpression')
            throw new Refused(site, 'a function that is called by new');
          return i.call(atom, primitive, spreadOut(args, site, atom), site, frame);
        // Calling what is no function throws.
        case 'promise':
        case 'primitive':
        case 'number':
        case 'text':
        case 'setting':
          return nothing;
        case 'data':
          for (const arg of args) putInto(arg, site, i);
          return union(data, i.callEscaped(site, frame));
        case 'entity':
          return data;
        case 'screen':
          checkHanded(args, site);
          return data;
        case 'resolver':
          return primitive;
        case 'package':
          return callPackage(atom.name, args, site, frame, i);
        case 'global': {
          const how = site.type === 'NewExpression' ? 'new' : 'call';
          if (functionsOf[atom.name]?.includes(how))
            return callGlobal(how === 'new' ? `new ${atom.name}` : atom.name, args, site, frame, i);
          throw new Refused(site, `the call of ${atom.name}`);
        }
        default:
          throw new Refused(site, `the call of ${wordsFor(atom)}`);
      }
    }),
  );
}

/** What a callback returns that a library calls. */
export function callBack(
  callback: Value,
  args: readonly Value[],
  site: Node,
  frame: Frame,
  i: Interpreter,
): Value {
  return union(
    ...[...callback.values()].map((atom) => {
      if (atom.kind === 'function') return i.call(atom, primitive, args, site, frame);
      if (atom.kind === 'data') return union(data, i.callEscaped(site, frame));
      if (isHarmless(atom) || atom.kind === 'resolver') return nothing;
      if (atom.kind === 'global' && ['Number', 'String', 'Boolean'].includes(atom.name))
        return atom.name === 'Number' ? number : primitive;
      throw new Refused(site, `${wordsFor(atom)} as a callback`);
    }),
  );
}

function callGlobal(
  name: string,
  args: readonly Value[],
  site: Node,
  frame: Frame,
  i: Interpreter,
): Value {
  if (name === 'new Promise') {
    const isOfRequest = frame.phase === 'request';
    const settle = isOfRequest ? data : plain('resolver');
    i.note({ kind: 'callback', frame, site });
    const settled = i.callBack(args[0] ?? nothing, [settle, settle], site, frame);
    putInto(settled, site, i);
    return data;
  }
  if (name === 'new AsyncDisposableStack') return plain('stack');
  if (name === 'Object.freeze' && isOnly(args[0] ?? nothing, 'constant', 'data'))
    return args[0] ?? nothing;
  checkHanded(args, site);
  const isForeign = args.some((arg) => has(arg, 'foreign')) || name === 'Promise.allSettled';
  if (name === 'crypto.randomUUID') return frame.phase === 'request' ? primitive : data;
  if (/^(Math|Number|parse)/.test(name)) return number;
  if (/^(String|Boolean|BigInt|is|console|JSON.stringify|Date.now)/.test(name)) return primitive;
  return isForeign ? foreign : data;
}

/** What comes after a spread may be what was spread, or any that stands behind it. */
function spreadOut(args: readonly Value[], site: Node, { node }: FunctionAtom): readonly Value[] {
  const nodes = 'arguments' in site ? site.arguments : [];
  const at = nodes.findIndex(({ type }) => type === 'SpreadElement');
  if (at < 0) return args;
  const any = union(primitive, ...args.slice(at));
  const last = Math.max(node.params.length, args.length);
  return [...args.slice(0, at), ...Array.from({ length: last - at }, () => any)];
}
