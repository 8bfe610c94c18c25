import type { Node } from 'oxc-parser';
import type { Frame } from './frame.ts';
import type { Interpreter } from './interpreter.ts';
import { callLock } from './locks.ts';
import { isDisposalKey } from './names.ts';
import { buildsQueries, callQuery, checkBuilt } from './queries.ts';
import { Refused } from './refused.ts';
import { callShape } from './shapes.ts';
import { begins, checkStatement } from './sql.ts';
import { checkHanded, isHarmless } from './storing.ts';
import {
  type Atom,
  data,
  foreign,
  isOnly,
  nothing,
  plain,
  primitive,
  promise,
  union,
  type Value,
  wordsFor,
} from './values.ts';

/** What a method of a client returns: of the ORM, a pool, a connection, or Redis. Refuses those not on the list. */
export function callClient(
  atom: Atom,
  name: string,
  args: readonly Value[],
  site: Node,
  frame: Frame,
  i: Interpreter,
): Value {
  const isSetUp = frame.phase !== 'request';
  switch (atom.kind) {
    case 'orm':
      if (name === 'close') return closed(site, frame);
      if (isSetUp && name === 'connect') return data;
      break;
    case 'shared em':
      if (name === 'fork' && args.length === 0) {
        i.note({ kind: 'fork', frame, site });
        return plain('em');
      }
      break;
    case 'em':
      return callEntityManager(name, args, site, frame, i);
    case 'query':
      return callQuery(name, site, frame, i);
    case 'pool':
    case 'client':
      return callPool(atom.kind, name, args, site, frame, i);
    case 'redis':
      return callRedis(name, args, site, frame, i);
    case 'lock':
      return callLock(name, args, site, frame, i);
    case 'shape':
      return callShape(name, args, site, frame, i);
    case 'stack':
      return callStack(name, args, site, frame, i);
    case 'schema':
      if (name === 'setClass' && isOnly(args[0] ?? nothing, 'entity') && frame.phase === 'loading')
        return primitive;
  }
  throw new Refused(site, `the call of ${name} on ${wordsFor(atom)}`);
}

/** Methods of an entity manager that send statements, with the place of their options, counted from 0. */
const statements: Readonly<Record<string, number>> = {
  find: 2,
  findOne: 2,
  findOneOrFail: 2,
  findAll: 1,
  findAndCount: 2,
  count: 2,
  flush: 0,
  commit: 0,
  rollback: 0,
  begin: 0,
  nativeUpdate: 3,
  nativeDelete: 2,
  insert: 2,
  insertMany: 2,
  upsert: 2,
  upsertMany: 2,
  lock: 2,
  refresh: 1,
};

/** Methods that work on what the entity manager has read; it belongs to the request. */
const local = ['create', 'persist', 'remove', 'assign', 'getReference', 'clear', 'map'];

/** Options of its methods that keep nothing: the result cache is none of them, nor is a transaction beside this one. */
const options = new Set(
  [
    'lockMode orderBy limit offset fields refresh disableIdentityMap isolationLevel readOnly',
    'onConflictFields onConflictAction onConflictMergeFields onConflictExcludeFields partial',
  ].flatMap((line) => line.split(' ')),
);

function callEntityManager(
  name: string,
  args: readonly Value[],
  site: Node,
  frame: Frame,
  i: Interpreter,
): Value {
  const nodes = site.type === 'CallExpression' ? site.arguments : [];
  const of = receiverOf(site);
  if (name === 'fork' && args.length === 0) {
    i.note({ kind: 'fork', frame, site, of });
    return plain('em');
  }
  if (name === 'transactional') {
    checkOptions(nodes[1], frame);
    i.note({ kind: 'transactional', frame, site, of });
    return union(i.callBack(args[0] ?? nothing, [plain('em')], site, frame), promise);
  }
  if (name === 'execute') {
    checkStatement(args[0], nodes[0] ?? site, 'em');
    checkHanded(args.slice(1), site);
    i.note({ kind: 'statement', frame, site, of });
    return data;
  }
  if (buildsQueries(name)) {
    checkBuilt(site, frame, i);
    return plain('query');
  }
  const place = statements[name];
  if (place === undefined && !local.includes(name))
    throw new Refused(site, `the call of ${name} on an entity manager`);
  for (const arg of args)
    for (const part of arg.values())
      if (part.kind !== 'entity' && !isHarmless(part) && !(part.kind === 'query' && place))
        throw new Refused(site, `${wordsFor(part)} that is handed to an entity manager`);
  if (place === undefined) return data;
  for (const node of nodes.slice(place)) checkOptions(node, frame);
  i.note({ kind: name === 'begin' ? 'begin' : 'statement', frame, site, of });
  return data;
}

/** The name of the variable that a method is called on, as far as it is one. */
function receiverOf(site: Node): string {
  if (site.type !== 'CallExpression' || site.callee.type !== 'MemberExpression') return '?';
  const { object } = site.callee;
  return object.type === 'Identifier' ? object.name : '?';
}

/** Options are written where they are used, or in a constant that is used nowhere else but as options. */
function checkOptions(node: Node | undefined, frame: Frame): void {
  if (!node) return;
  const written = node.type === 'Identifier' ? constantNamed(node, frame) : node;
  const object = written?.type === 'TSAsExpression' ? written.expression : written;
  if (object?.type !== 'ObjectExpression')
    throw new Refused(node, 'options that are not written where they are used');
  for (const property of object.properties) {
    const name =
      property.type === 'Property' && !property.computed && property.key.type === 'Identifier'
        ? property.key.name
        : undefined;
    if (name === undefined || !options.has(name))
      throw new Refused(property, `the option ${name ?? 'at run time'}, which is not on the list`);
  }
}

function constantNamed(node: Node, { file }: Frame): Node | undefined {
  const variable = file.variables.get(node);
  const [definition, ...more] = variable?.defs ?? [];
  if (!variable || more.length > 0 || definition?.type !== 'Variable') return undefined;
  const areArguments = variable.references.every(({ identifier, init }) => {
    const parent = file.parents.get(identifier as unknown as Node);
    return init === true || parent?.type === 'CallExpression';
  });
  const { init } = definition.node;
  return areArguments ? (init as unknown as Node) : undefined;
}

function callPool(
  kind: 'pool' | 'client',
  name: string,
  args: readonly Value[],
  site: Node,
  frame: Frame,
  i: Interpreter,
): Value {
  if (name === 'query') {
    checkStatement(args[0], site, kind);
    checkHanded(args.slice(1), site);
    i.note({ kind: kind === 'pool' ? 'take' : 'statement', frame, site });
    if (begins(args[0])) i.note({ kind: 'begin by hand', frame, site });
    return union(plain('result'), promise);
  }
  if (kind === 'client' && name === 'release') {
    checkHanded(args, site);
    return primitive;
  }
  if (kind === 'pool' && name === 'connect' && args.length === 0) {
    i.note({ kind: 'hold', frame, site });
    return union(plain('client'), promise);
  }
  if (kind === 'pool' && name === 'end' && args.length === 0) return closed(site, frame);
  if (kind === 'pool' && name === 'on') return listen(args, site, frame, i);
  throw new Refused(
    site,
    `the call of ${name} on ${kind === 'pool' ? 'the pool' : 'a connection'}`,
  );
}

/** Commands of Redis that read and write data, and leave nothing with the connection. */
const commands = new Set(
  [
    'get set del unlink exists expire pExpire persist ttl pTTL getDel getEx getSet setEx pSetEx setNX',
    'incr incrBy decr decrBy append strLen mGet mSet hGet hGetAll hSet hSetNX hDel hExists hIncrBy',
    'sAdd sRem sMembers sIsMember sCard zAdd zRem zRange zScore zCard lPush rPush lPop rPop lRange',
    'lLen eval evalRo ping',
  ].flatMap((line) => line.split(' ')),
);

function callRedis(
  name: string,
  args: readonly Value[],
  site: Node,
  frame: Frame,
  i: Interpreter,
): Value {
  if (commands.has(name)) {
    checkHanded(args, site);
    return union(data, primitive);
  }
  if (['destroy', 'close'].includes(name) && args.length === 0) return closed(site, frame);
  if (name === 'connect' && frame.phase === 'set-up') return data;
  if (name === 'on' || name === 'once') return listen(args, site, frame, i);
  throw new Refused(site, `the call of ${name} on the client of Redis`);
}

/** What one request closes is closed for all: only the method that closes the instance may do so. */
function closed(site: Node, { phase, node, file }: Frame): Value {
  const member = file.parents.get(node);
  const isDisposal =
    (member?.type === 'MethodDefinition' || member?.type === 'Property') &&
    member.computed &&
    isDisposalKey(member.key, file);
  if (phase === 'request' && !isDisposal)
    throw new Refused(site, 'a client that is closed by a request');
  return data;
}

/** A client may be listened to from its beginning on, by what keeps nothing. */
function listen(args: readonly Value[], site: Node, frame: Frame, i: Interpreter): Value {
  if (frame.phase !== 'set-up') throw new Refused(site, 'a listener that is added by a request');
  if (!isOnly(args[0] ?? nothing, 'text'))
    throw new Refused(site, 'a listener to an unknown event');
  i.callBack(args[1] ?? nothing, [foreign], site, { ...frame, phase: 'request' });
  return primitive;
}

function callStack(
  name: string,
  args: readonly Value[],
  site: Node,
  frame: Frame,
  i: Interpreter,
): Value {
  if (frame.phase !== 'set-up') throw new Refused(site, 'a stack of what is closed in a request');
  const [first = nothing, second = nothing] = args;
  if (name === 'use') return first;
  if (name !== 'adopt') throw new Refused(site, `the call of ${name} on a stack of what is closed`);
  i.callBack(second, [first], site, frame);
  return first;
}
