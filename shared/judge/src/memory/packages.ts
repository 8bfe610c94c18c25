import * as domain from '@workbook/domain';
import type { Expression, Node } from 'oxc-parser';
import { checkEntity } from './entities.ts';
import { callForFile, fileCalls, fileCallsAtOnce, writeAtomically } from './files.ts';
import type { Frame } from './frame.ts';
import type { Interpreter } from './interpreter.ts';
import { newLock } from './locks.ts';
import { domainErrors, isErrorName } from './members.ts';
import { Refused } from './refused.ts';
import { newShape } from './shapes.ts';
import { checkHanded } from './storing.ts';
import {
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
} from './values.ts';

/** What a package exports under a name. Refuses packages, and names, that are not on the list. */
export function packageExport(from: string, name: string, node: Node): Value {
  if (from === 'pg' && name === 'default') return value({ kind: 'package', name: 'pg' });
  if (from === 'pg' && name === 'Pool') return value({ kind: 'package', name: 'pg Pool' });
  if (from === '@workbook/domain' && isNumberOfDomain(name)) return number;
  const isOfOrm = from === '@mikro-orm/postgresql' || from === '@mikro-orm/core';
  if (exportsOf[from]?.includes(name) || (isOfOrm && isErrorName(name)))
    return value({ kind: 'package', name: nameHere(from, name) });
  throw new Refused(node, `an import of ${name} from ${from}`);
}

/**
 * Refuses an import of a package that is not on the list, whatever is taken from it; where it `isWatched` what clients do
 * with locks and files, what makes them is on the list, too.
 */
export function checkPackage(from: string, node: Node, isWatched: boolean): void {
  const isKnown = from in exportsOf || from === 'pg';
  if (!isKnown || (!isWatched && watchedPackages.has(from)))
    throw new Refused(node, `an import from ${from}`);
  if (node.type !== 'ImportDeclaration' || !watchedPackages.has(from)) return;
  for (const specifier of node.specifiers) {
    if (specifier.type !== 'ImportSpecifier' || specifier.importKind === 'type') continue;
    const { imported } = specifier;
    packageExport(from, imported.type === 'Literal' ? imported.value : imported.name, specifier);
  }
}

/** Packages by which code takes locks in memory, or writes files. */
const watchedPackages = new Set(
  'async-lock write-file-atomic zod node:async_hooks node:fs node:fs/promises node:path'.split(' '),
);

const ofOrm = ['MikroORM', 'EntityManager', 'defineEntity', 'p', 'LockMode', 'IsolationLevel'];
const ofDomain = [
  ...['checkAmount', 'checkOwner', 'checkOpening', 'checkTransfer'],
  ...['balanceAfterDeposit', 'balanceAfterWithdrawal', 'balanceAfterOverdraft'],
  'checkAnotherAccount',
];

const isNumberOfDomain = (name: string) =>
  typeof (domain as Readonly<Record<string, unknown>>)[name] === 'number';

const exportsOf: Readonly<Record<string, readonly string[]>> = {
  '@mikro-orm/postgresql': ofOrm,
  '@mikro-orm/core': ofOrm,
  '@workbook/domain': [...ofDomain, ...domainErrors],
  '@workbook/schema': ['createTables'],
  'node:timers/promises': ['setTimeout'],
  'node:crypto': [
    ...['randomUUID', 'randomInt', 'randomBytes'],
    ...['createHash', 'createHmac', 'hash', 'timingSafeEqual'],
  ],
  'node:async_hooks': ['AsyncResource'],
  redis: ['createClient'],
  'async-lock': ['default'],
  'write-file-atomic': ['default'],
  'node:fs/promises': fileCalls,
  'node:fs': fileCallsAtOnce,
  'node:path': ['join', 'resolve', 'dirname', 'basename'],
  zod: ['z'],
};

const aliases: Readonly<Record<string, string>> = {
  'node:timers/promises setTimeout': 'delay',
  'async-lock default': 'AsyncLock',
  'write-file-atomic default': 'writeFileAtomic',
  'zod z': 'zod',
};

function nameHere(from: string, name: string): string {
  if (from.startsWith('node:fs')) return `file ${name}`;
  return from === 'node:path' ? `path ${name}` : (aliases[`${from} ${name}`] ?? name);
}

/** Whether a function of a package reads its arguments itself: options that are to be written out. */
export function takesOptions(callee: Value, name?: string): boolean {
  const names = [...callee.values()].map((atom) => {
    const own = atom.kind === 'package' ? atom.name : '';
    return name === undefined ? own : `${own}.${name}`;
  });
  return names.length === 1 && readingOptions.has(names[0] ?? '');
}

const readingOptions = new Set(['MikroORM.init', 'pg Pool', 'createClient', 'defineEntity']);

/** What a function of a package returns, or a new object of one of its classes. */
export function callPackage(
  name: string,
  args: readonly Value[],
  site: Node,
  frame: Frame,
  i: Interpreter,
): Value {
  const [first] = optionsAt(site);
  switch (name) {
    case 'MikroORM.init':
      checkSetUp(site, frame);
      checkOptions(first, optionsOf.orm, frame, i);
      return union(plain('orm'), promise);
    case 'pg Pool':
      checkSetUp(site, frame);
      checkOptions(first, optionsOf.pool, frame, i);
      return plain('pool');
    case 'createClient':
      checkSetUp(site, frame);
      checkOptions(first, optionsOf.redis, frame, i);
      return plain('redis');
    case 'defineEntity':
      if (frame.phase !== 'loading') throw new Refused(site, 'an entity that is made at run time');
      checkEntity(first, frame, i);
      return plain('schema');
    case 'AsyncLock':
      return newLock(args, site, frame, i);
    case 'writeFileAtomic':
      return writeAtomically(args, site, frame, i);
    case 'AsyncResource.bind':
      if (args.length !== 1 || !isOnly(args[0] ?? nothing, 'function'))
        throw new Refused(site, 'what is bound to a context, and is no function of its own');
      return args[0] ?? nothing;
    case 'createTables':
      if (args.slice(1).some((arg) => !isOnly(arg, 'object', 'data', 'constant')))
        throw new Refused(site, 'options of createTables that are not on the list');
      return data;
  }
  if (name.startsWith('zod.')) return newShape(name.slice('zod.'.length), args, site);
  checkHanded(args, site);
  if (name.startsWith('file ')) return callForFile(name.slice('file '.length), site, frame, i);
  if (name.startsWith('path ')) return primitive;
  if (name.startsWith('balanceAfter')) return number;
  if (name === 'delay') return data;
  if (ofDomain.includes(name) || name === 'timingSafeEqual') return primitive;
  // What is new for each request may be anything there; made before, it is remembered.
  if (['randomUUID', 'randomInt', 'hash'].includes(name))
    return frame.phase === 'request' ? primitive : data;
  // A digest takes in one text after the other, and bytes can be written to.
  if (['createHash', 'createHmac', 'randomBytes'].includes(name)) return data;
  if (isErrorName(name) && site.type === 'NewExpression')
    return args.some((arg) => has(arg, 'foreign')) ? foreign : data;
  throw new Refused(site, `the call of ${name.replace(' ', '.')}`);
}

function checkSetUp(site: Node, { phase }: Frame): void {
  if (phase !== 'set-up')
    throw new Refused(site, 'a client that is made outside of createAccounts');
}

function optionsAt(site: Node): readonly (Node | undefined)[] {
  return 'arguments' in site ? site.arguments : [];
}

type Options = Readonly<Record<string, 'primitive' | 'url' | 'pool size' | 'entities' | object>>;

const timeouts = {
  lock_timeout: 'primitive',
  statement_timeout: 'primitive',
  idle_in_transaction_session_timeout: 'primitive',
} as const;

/** The options that a client may be made with, and of which kind each is. */
const optionsOf = {
  orm: {
    entities: 'entities',
    clientUrl: 'url',
    pool: { max: 'pool size' },
    driverOptions: { connectionTimeoutMillis: 'primitive', ...timeouts },
    ensureDatabase: 'primitive',
  },
  pool: {
    connectionString: 'url',
    max: 'pool size',
    connectionTimeoutMillis: 'primitive',
    idleTimeoutMillis: 'primitive',
    ...timeouts,
  },
  redis: {
    url: 'url',
    disableOfflineQueue: 'primitive',
    pingInterval: 'primitive',
    socket: { connectTimeout: 'primitive', socketTimeout: 'primitive' },
  },
} satisfies Record<string, Options>;

/**
 * Refuses options that are not on the list, and functions as options. A pool smaller than the one that was asked for
 * is where requests meet.
 */
function checkOptions(node: Node | undefined, known: Options, frame: Frame, i: Interpreter): void {
  if (node?.type !== 'ObjectExpression')
    throw new Refused(node, 'options that are not written where they are used');
  for (const property of node.properties) {
    if (property.type !== 'Property' || property.computed || property.key.type !== 'Identifier')
      throw new Refused(property, 'an option whose name is not written out');
    const kind = known[property.key.name];
    if (kind === undefined)
      throw new Refused(property, `the option ${property.key.name}, which is not on the list`);
    checkOption(property.value, kind, frame, i);
  }
}

function checkOption(node: Expression, kind: Options[string], frame: Frame, i: Interpreter): void {
  if (typeof kind === 'object') return checkOptions(node, kind as Options, frame, i);
  if (kind === 'entities') return checkEntities(node, frame, i);
  const of = i.evaluate(node, frame);
  if (kind === 'primitive' && !isOnly(of, 'primitive', 'number', 'text', 'setting'))
    throw new Refused(node, 'an option that is no number, no text and no truth value');
  const setting = { 'pool size': 'poolSize', url: 'url', primitive: undefined }[kind];
  for (const atom of setting === undefined ? [] : of.values())
    if (atom.kind !== 'setting' || atom.name !== setting)
      throw new Refused(node, `another ${kind} than the one that createAccounts is handed`);
}

function checkEntities(node: Expression, frame: Frame, i: Interpreter): void {
  const elements = node.type === 'ArrayExpression' ? node.elements : [null];
  for (const element of elements) {
    const isKnown = element !== null && element.type !== 'SpreadElement';
    if (!isKnown || !isOnly(i.evaluate(element, frame), 'entity', 'schema'))
      throw new Refused(element ?? node, 'an entity that is not declared by defineEntity');
  }
}
