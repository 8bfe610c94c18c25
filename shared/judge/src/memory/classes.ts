import type { Node } from 'oxc-parser';
import type { Frame } from './frame.ts';
import type { ClassAtom, Interpreter } from './interpreter.ts';
import { checkClass, parentOf } from './members.ts';
import { nameOf } from './names.ts';
import { Refused } from './refused.ts';
import { checkKept } from './storing.ts';
import { data, type Made, type Value, value } from './values.ts';

/** An instance of a class of the code's own: one for all that is made at the same time of its life. */
export function construct(
  of: ClassAtom,
  args: readonly Value[],
  site: Node,
  frame: Frame,
  i: Interpreter,
): Value {
  if (frame.phase === 'loading')
    throw new Refused(site, 'an object that is made while the file is loaded');
  const parent = parentOf(of, i);
  if (parent?.kind === 'entity') return data;
  const made = instanceOf(of, frame.phase === 'request');
  initialise(of, made, args, site, frame, i);
  return value(made);
}

/** Follows the fields and the constructor of a class, on an instance of it or of one that extends it. */
export function initialise(
  of: ClassAtom,
  self: Made,
  args: readonly Value[],
  site: Node,
  frame: Frame,
  i: Interpreter,
): void {
  checkClass(of.node, of, i);
  const fields: Frame = i.frameOf({
    file: of.frame.file,
    node: of.node,
    phase: frame.phase,
    self: value(self),
    outer: of.frame,
    isConstructor: true,
    clients: '',
  });
  i.follow(fields, () => {
    for (const member of of.node.body.body) {
      if (member.type !== 'PropertyDefinition' || member.declare) continue;
      const name = nameOf(member.key, member.computed, of.frame, i);
      if (!member.value) continue;
      const to = i.evaluate(member.value, fields);
      checkKept(to, member, fields);
      i.add(self, name, to);
    }
  });
  i.noteCall({ frame, site, to: fields });
  const constructor = of.node.body.body.find(
    (member) => member.type === 'MethodDefinition' && member.kind === 'constructor',
  );
  if (constructor?.type === 'MethodDefinition' && constructor.value.body) {
    const method = { kind: 'function', node: constructor.value, frame: of.frame } as const;
    i.call(method, value(self), args, site, frame, true);
    return;
  }
  const parent = parentOf(of, i);
  if (parent?.kind === 'class') initialise(parent, self, args, site, frame, i);
}

const instances = new WeakMap<ClassAtom['node'], { request?: Made; lasting?: Made }>();

function instanceOf(of: ClassAtom, isOfRequest: boolean): Made {
  const known = instances.get(of.node) ?? {};
  instances.set(of.node, known);
  const time = isOfRequest ? 'request' : 'lasting';
  known[time] ??= { kind: 'object', site: of.node, isOfRequest, of };
  return known[time];
}
