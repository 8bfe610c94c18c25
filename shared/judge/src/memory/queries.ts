import type { Argument, Expression, Node } from 'oxc-parser';
import type { Frame } from './frame.ts';
import type { Interpreter } from './interpreter.ts';
import { Refused } from './refused.ts';
import { checkExpression } from './sql.ts';
import { data, isOnly, plain, type Value } from './values.ts';

/** What an entity manager makes a query builder by. */
export const buildsQueries = (name: string) => name === 'createQueryBuilder' || name === 'qb';

/** Methods that go on building, and send nothing. */
const building = new Set(
  [
    'select addSelect distinct insert update delete count where andWhere orWhere having andHaving',
    'orderBy andOrderBy groupBy limit offset onConflict ignore merge returning setLockMode as',
    'join innerJoin leftJoin',
  ].flatMap((line) => line.split(' ')),
);

/** Methods that send what was built. */
const executing = new Set([
  ...['execute', 'getResult', 'getResultList', 'getSingleResult', 'getCount'],
  'getResultAndCount',
]);

/** What a method of a query builder returns. Refuses those that are not on the list. */
export function callQuery(name: string, site: Node, frame: Frame, i: Interpreter): Value {
  if (building.has(name)) {
    checkBuilt(site, frame, i);
    return plain('query');
  }
  if (!executing.has(name))
    throw new Refused(site, `the call of ${name} on a query that is being built`);
  checkBuilt(site, frame, i);
  i.note({ kind: 'statement', frame, site, of: '?' });
  return data;
}

/**
 * Refuses what a query is built of where it is not written out: a text may be SQL. What stands in an object is a value
 * that is compared or stored, and is sent beside the text.
 */
export function checkBuilt(site: Node, frame: Frame, i: Interpreter): void {
  for (const node of 'arguments' in site ? site.arguments : []) checkPart(node, frame, i);
}

function checkPart(node: Argument, frame: Frame, i: Interpreter): void {
  switch (node.type) {
    case 'Literal':
      if (typeof node.value === 'string') checkExpression(node.value, node);
      return;
    case 'ObjectExpression':
      return;
    case 'ArrayExpression':
      for (const element of node.elements) if (element) checkPart(element, frame, i);
      return;
    case 'Identifier':
    case 'MemberExpression':
      if (isOnly(i.evaluate(node, frame), 'entity', 'query', 'number')) return;
      // A constant of the ORM, such as LockMode.PESSIMISTIC_WRITE.
      if (node.type === 'MemberExpression' && isOfPackage(node.object, frame, i)) return;
  }
  throw new Refused(node, 'a part of a query that is not written out');
}

function isOfPackage(node: Expression, frame: Frame, i: Interpreter): boolean {
  return node.type === 'Identifier' && isOnly(i.evaluate(node, frame), 'package');
}

/** Refuses to wait for a query: it would be sent without being executed by name. */
export function checkNotAwaited(all: Value, node: Node): void {
  if ([...all.values()].some(({ kind }) => kind === 'query'))
    throw new Refused(node, 'a query that is sent by waiting for it');
}
