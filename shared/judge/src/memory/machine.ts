import type { Node } from 'oxc-parser';
import { argumentsOf, callBack, callMember, callValue } from './calls.ts';
import { construct, initialise } from './classes.ts';
import { evaluate } from './expressions.ts';
import type { Frame } from './frame.ts';
import type { Act, Call, FunctionAtom, Interpreter } from './interpreter.ts';
import { lookUp } from './lookup.ts';
import { memberOf } from './members.ts';
import { assign, bind } from './patterns.ts';
import { checkNotAwaited } from './queries.ts';
import { Refused } from './refused.ts';
import { execute } from './statements.ts';
import { putInto } from './storing.ts';
import { data, has, nothing, primitive, promise, union, type Value } from './values.ts';

/** An attempt has a few dozen. */
const mostFrames = 2000;

/**
 * Follows code until nothing new can be learnt of it: each function that is called, once for each time of life and
 * each `this`, with all that it is called with taken together.
 */
export class Machine implements Interpreter {
  readonly acts: Act[] = [];
  readonly calls: Call[] = [];
  readonly #slots = new Map<object, Map<unknown, Value>>();
  readonly #frames = new Map<string, Frame>();
  readonly #work = new Map<Frame, () => void>();
  readonly #escaped = new Map<string, FunctionAtom>();
  readonly #ids = new Map<unknown, number>();
  #hasChanged = false;

  /** Follows all that is to be followed, and what turns out to be. Throws the first `Refused`. */
  run(): void {
    do {
      this.#hasChanged = false;
      this.acts.length = 0;
      this.calls.length = 0;
      // What is added meanwhile is followed in the same turn.
      for (const work of this.#work.values()) work();
    } while (this.#hasChanged);
  }

  evaluate = (...[node, frame]: Parameters<Interpreter['evaluate']>) => evaluate(node, frame, this);
  execute = (...[node, frame]: Parameters<Interpreter['execute']>) => execute(node, frame, this);
  bind = (...[to, of, frame]: Parameters<Interpreter['bind']>) => bind(to, of, frame, this);
  assign = (...[to, of, frame]: Parameters<Interpreter['assign']>) => assign(to, of, frame, this);
  lookUp = (...[name, frame]: Parameters<Interpreter['lookUp']>) => lookUp(name, frame, this);
  args = (...[nodes, frame]: Parameters<Interpreter['args']>) => argumentsOf(nodes, frame, this);
  callMember = (...all: Parameters<Interpreter['callMember']>) => callMember(...all, this);
  callValue = (...all: Parameters<Interpreter['callValue']>) => callValue(...all, this);
  callBack = (...all: Parameters<Interpreter['callBack']>) => callBack(...all, this);
  construct = (...all: Parameters<Interpreter['construct']>) => construct(...all, this);
  initialise = (...all: Parameters<Interpreter['initialise']>) => initialise(...all, this);
  memberOf = (...all: Parameters<Interpreter['memberOf']>) => memberOf(...all, this);

  read(slot: object, name: unknown): Value {
    return this.#slots.get(slot)?.get(name) ?? nothing;
  }

  add(slot: object, name: unknown, more: Value): void {
    const slots = this.#slots.get(slot) ?? new Map<unknown, Value>();
    this.#slots.set(slot, slots);
    const before = slots.get(name) ?? nothing;
    const after = union(before, more);
    const isNew = after.size !== before.size || [...after.keys()].some((key) => !before.has(key));
    if (!isNew) return;
    slots.set(name, after);
    this.#hasChanged = true;
  }

  call(
    { node, frame: outer }: FunctionAtom,
    self: Value,
    args: readonly Value[],
    site: Node,
    frame: Frame,
    isConstructor = false,
  ): Value {
    const isArrow = node.type === 'ArrowFunctionExpression';
    const callee = this.frameOf({
      file: outer.file,
      node,
      phase: frame.phase,
      self: isArrow ? outer.self : self,
      outer,
      isConstructor,
      clients: clientsIn(args),
      locked: frame.locked,
    });
    this.noteCall({ frame, site, to: callee });
    for (const [at, parameter] of node.params.entries()) {
      if (parameter.type === 'RestElement') {
        const rest = args.slice(at).map((arg) => putInto(arg, parameter, this));
        this.bind(parameter.argument, union(data, ...rest), callee);
        continue;
      }
      const isOptional = parameter.type === 'AssignmentPattern';
      this.bind(parameter, args[at] ?? (isOptional ? nothing : primitive), callee);
    }
    this.follow(callee, () => {
      const { body } = node;
      if (!body) throw new Refused(node, 'a function without a body');
      if (body.type === 'BlockStatement') this.execute(body, callee);
      else this.add(callee, 'returned', this.evaluate(body, callee));
    });
    if (node.async) checkNotAwaited(this.read(callee, 'returned'), node);
    const returned = union(this.read(callee, 'returned'), node.async ? promise : nothing);
    return mayFallOff(node) ? union(returned, primitive) : returned;
  }

  escape(of: FunctionAtom): void {
    const key = `${this.#idOf(of.node)} ${this.#idOf(this.frameOf(of.frame))}`;
    if (this.#escaped.has(key)) return;
    this.#escaped.set(key, of);
    this.#hasChanged = true;
  }

  callEscaped(site: Node, frame: Frame): Value {
    const args = [data, data, data, data];
    const inRequest: Frame = { ...frame, phase: 'request' };
    return union(
      ...[...this.#escaped.values()].map((of) => this.call(of, data, args, site, inRequest)),
    );
  }

  follow(frame: Frame, work: () => void): void {
    if (this.#work.has(frame)) return;
    if (this.#work.size === mostFrames)
      throw new Refused(frame.node, 'more calls than are followed');
    this.#work.set(frame, work);
    this.#hasChanged = true;
  }

  frameOf(frame: Frame): Frame {
    const outer = frame.outer && this.frameOf(frame.outer);
    const key = [
      this.#idOf(frame.node),
      frame.phase,
      [...frame.self.keys()].map((self) => this.#idOf(self)).join(','),
      outer ? this.#idOf(outer) : '',
      frame.isConstructor,
      frame.clients,
      frame.locked,
    ].join(' ');
    const known = this.#frames.get(key);
    if (known) return known;
    const made = { ...frame, outer };
    this.#frames.set(key, made);
    return made;
  }

  note(act: Act): void {
    this.acts.push(act);
  }

  noteCall(call: Call): void {
    this.calls.push(call);
  }

  #idOf(of: unknown): number {
    const known = this.#ids.get(of) ?? this.#ids.size + 1;
    this.#ids.set(of, known);
    return known;
  }
}

/** Whether a function may end without saying what it returns. */
function mayFallOff({ body }: FunctionAtom['node']): boolean {
  if (body?.type !== 'BlockStatement') return false;
  const last = body.body.at(-1)?.type;
  return last !== 'ReturnStatement' && last !== 'ThrowStatement';
}

function clientsIn(args: readonly Value[]): string {
  const kinds = ['pool', 'client', 'em'] as const;
  return args.map((arg) => kinds.filter((kind) => has(arg, kind)).join('+')).join();
}
