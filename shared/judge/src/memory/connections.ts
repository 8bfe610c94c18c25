import type { CallExpression, Node } from 'oxc-parser';
import { childrenOf, isFunction } from '../syntax/tree.ts';
import type { Frame } from './frame.ts';
import type { Act, Call } from './interpreter.ts';
import { Refused } from './refused.ts';
import type { SourceFile } from './source.ts';

type Code = Frame;

/**
 * Requests meet in the pool, which is memory, where one of them holds a connection and waits for a second one; where it
 * takes two at a time; and where it does not give one back. Returns the first of these.
 */
export function meetingInThePool(
  acts: readonly Act[],
  calls: readonly Call[],
): Refused | undefined {
  const graph = new Graph(acts, calls);
  for (const act of acts) {
    const refused =
      act.kind === 'transactional'
        ? besideATransaction(act, graph)
        : act.kind === 'hold' || act.kind === 'begin'
          ? (notGivenBack(act, graph) ?? whileHeld(act, graph))
          : undefined;
    if (refused) return refused;
  }
  // A built-in function does not wait for what it has called before it goes on.
  const callingBack = new Set(
    acts.flatMap(({ kind, site }) => (kind === 'callback' ? [site] : [])),
  );
  const isWaitedFor = ({ site, frame }: Act | Call) =>
    !callingBack.has(site) && isAwaited(site, frame.file);
  for (const one of [...acts, ...calls]) {
    if (one.site.type === 'Program') continue;
    const takes = 'to' in one ? graph.reaches(one.to, takesOne) : takesOne(one);
    if (takes && one.frame.phase === 'request' && !isWaitedFor(one))
      return new Refused(
        one.site,
        'a statement that is not waited for, so that another may run beside it',
      );
  }
  return undefined;
}

const second = 'a second connection that is asked for while one is held';

/** Who waits for a lock waits for one who may wait for a connection. */
const connects = ({ kind }: Act) => ['fork', 'take', 'hold', 'lock'].includes(kind);
const takesOne = ({ kind }: Act) =>
  ['take', 'hold', 'statement', 'begin', 'transactional', 'file'].includes(kind);

class Graph {
  readonly #acts: ReadonlyMap<Code, readonly Act[]>;
  readonly calls: ReadonlyMap<Code, readonly Call[]>;

  constructor(acts: readonly Act[], calls: readonly Call[]) {
    this.#acts = Map.groupBy(acts, ({ frame }) => frame);
    this.calls = Map.groupBy(calls, ({ frame }) => frame);
  }

  actsIn(code: Code): readonly Act[] {
    return this.#acts.get(code) ?? [];
  }

  /** The code itself, and all that it calls, directly or not. */
  reachedFrom(code: Code): ReadonlySet<Code> {
    const reached = new Set([code]);
    for (const one of reached) for (const { to } of this.calls.get(one) ?? []) reached.add(to);
    return reached;
  }

  reaches(code: Code, wanted: (act: Act) => boolean): boolean {
    return [...this.reachedFrom(code)].some((one) => this.actsIn(one).some(wanted));
  }
}

function besideATransaction({ frame, site }: Act, graph: Graph): Refused | undefined {
  const works = (graph.calls.get(frame) ?? []).filter((call) => call.site === site);
  for (const { to } of works) {
    const reached = graph.reachedFrom(to);
    const isBeside = (act: Act) =>
      connects(act) || (act.kind === 'captured' && !(act.from && reached.has(act.from)));
    if ([...reached].some((code) => graph.actsIn(code).some(isBeside)))
      return new Refused(site, second);
  }
  return undefined;
}

/**
 * From where a connection is taken to the end of the function, it counts as held; in a loop from its beginning, unless each
 * turn gives it back whatever happens.
 */
function whileHeld({ frame, site, kind }: Act, graph: Graph): Refused | undefined {
  const loop = loopAround(site, frame.file);
  const isOfOneTurn =
    loop &&
    kind === 'hold' &&
    callsIn(loop, isCallOf('release')).some((call) => whereIn(call, frame.file) === 'finally');
  const from = loop && !isOfOneTurn ? loop.start : site.end;
  const acts = graph.actsIn(frame);
  const others = acts.filter((act) => act.site.start >= from && connects(act));
  const calls = (graph.calls.get(frame) ?? []).filter((call) => call.site.start >= from);
  const called = calls.some(({ to }) => graph.reaches(to, connects));
  const managers = new Set(acts.flatMap(({ of }) => of ?? []));
  if (others.length > 0 || called || (kind === 'begin' && managers.size > 1))
    return new Refused(site, second);
  const captures = calls.some(({ to }) => {
    const reached = graph.reachedFrom(to);
    return [...reached].some((code) =>
      graph
        .actsIn(code)
        .some(
          (act) =>
            act.kind === 'captured' && act.from !== frame && !(act.from && reached.has(act.from)),
        ),
    );
  });
  return captures ? new Refused(site, second) : undefined;
}

/** What was taken has to be given back in any case: in a finally, or in a catch as well as without an error. */
function notGivenBack({ frame, site, kind }: Act, graph: Graph): Refused | undefined {
  const { node, file } = frame;
  const where = (called: (call: CallExpression) => boolean) =>
    callsIn(node, called).map((call) => whereIn(call, file));
  const isAnyway = (places: readonly string[]) =>
    places.includes('finally') || (places.includes('catch') && places.includes('else'));
  if (kind === 'hold' && !isAnyway(where(isCallOf('release'))))
    return new Refused(site, 'a connection that is not given back whatever happens');
  const byHand = (act: Act) => act.kind === 'begin by hand';
  if (kind === 'hold' && !graph.reaches(frame, byHand)) return undefined;
  const [commits, rollbacks] =
    kind === 'hold'
      ? [where(sends(/^\s*(commit|end)\b/i)), where(sends(/^\s*(rollback|abort)\b/i))]
      : [where(isCallOf('commit')), where(isCallOf('rollback'))];
  const isUndone = rollbacks.includes('finally') || rollbacks.includes('catch');
  return commits.length > 0 && isUndone
    ? undefined
    : new Refused(site, 'a transaction that is not ended whatever happens');
}

const isCallOf = (name: string) => (call: CallExpression) =>
  call.callee.type === 'MemberExpression' &&
  call.callee.property.type === 'Identifier' &&
  call.callee.property.name === name;

const sends = (text: RegExp) => (call: CallExpression) => {
  const [first] = call.arguments;
  const sent = first?.type === 'Literal' && typeof first.value === 'string' ? first.value : '';
  return isCallOf('query')(call) && text.test(sent);
};

function callsIn(within: Node, wanted: (call: CallExpression) => boolean): CallExpression[] {
  const found: CallExpression[] = [];
  const visit = (node: Node) => {
    if (node.type === 'CallExpression' && wanted(node)) found.push(node);
    for (const child of childrenOf(node)) if (!isFunction(child)) visit(child);
  };
  visit(within);
  return found;
}

/** Whether a call is made by all that goes through a finally or a catch, or elsewhere, or only sometimes. */
function whereIn(call: Node, { parents }: SourceFile): 'finally' | 'catch' | 'else' {
  for (let at = parents.get(call); at; at = parents.get(at)) {
    if (at.type === 'BlockStatement') {
      const around = parents.get(at);
      if (around?.type === 'CatchClause') return 'catch';
      if (around?.type === 'TryStatement' && around.finalizer === at) return 'finally';
      return 'else';
    }
    if (at.type === 'IfStatement' || isFunction(at)) return 'else';
  }
  return 'else';
}

/** The loop around a part of a function, if it is in one. */
export function loopAround(node: Node, { parents }: SourceFile): Node | undefined {
  let loop: Node | undefined;
  for (let at = parents.get(node); at && !isFunction(at); at = parents.get(at))
    if (/^(For|While|DoWhile)/.test(at.type)) loop = at;
  return loop;
}

/** Whether a call is waited for where it is made, or by the callers of the function that returns it. */
function isAwaited(site: Node, { parents }: SourceFile): boolean {
  let node = site;
  for (let at = parents.get(node); at; node = at, at = parents.get(at)) {
    switch (at.type) {
      case 'AwaitExpression':
      case 'ReturnStatement':
        return true;
      case 'ArrowFunctionExpression':
        return at.body === node;
      case 'ChainExpression':
      case 'TSAsExpression':
      case 'TSNonNullExpression':
      case 'TSSatisfiesExpression':
        continue;
      case 'ConditionalExpression':
        if (at.test === node) return false;
        continue;
      case 'LogicalExpression':
        if (at.right !== node) return false;
        continue;
      case 'MemberExpression': {
        // What comes after a promise, by then, catch or finally, is waited for in its place.
        const name = at.property.type === 'Identifier' ? at.property.name : '';
        if (at.object !== node || !['then', 'catch', 'finally'].includes(name)) return false;
        continue;
      }
      case 'CallExpression':
        if (at.callee !== node) return false;
        continue;
      default:
        return false;
    }
  }
  return false;
}
