import type { Node } from 'oxc-parser';
import { Refused } from './refused.ts';
import { number, primitive, type Value, value } from './values.ts';

/** What a built-in name stands for. Refuses those that are not on the list. */
export function globalNamed(node: Node & { readonly name: string }): Value {
  const { name } = node;
  if (name === 'undefined') return primitive;
  if (name === 'NaN' || name === 'Infinity') return number;
  if (!(name in functionsOf)) throw new Refused(node, `the built-in name ${name}`);
  return value({ kind: 'global', name });
}

/** Built-in names with the functions of them that keep nothing; `call` and `new` are the name itself. */
export const functionsOf: Readonly<Record<string, readonly string[]>> = {
  Math: ['abs', 'ceil', 'floor', 'max', 'min', 'pow', 'random', 'round', 'sign', 'sqrt', 'trunc'],
  Number: ['call', 'isFinite', 'isInteger', 'isNaN', 'isSafeInteger', 'parseFloat', 'parseInt'],
  String: ['call'],
  Boolean: ['call'],
  BigInt: ['call'],
  parseInt: ['call'],
  parseFloat: ['call'],
  isNaN: ['call'],
  isFinite: ['call'],
  JSON: ['parse', 'stringify'],
  Object: ['entries', 'fromEntries', 'keys', 'values', 'freeze'],
  Array: ['from', 'isArray', 'of'],
  Promise: ['all', 'allSettled', 'any', 'race', 'reject', 'resolve', 'new'],
  Map: ['new'],
  Set: ['new'],
  Date: ['new', 'now'],
  Error: ['call', 'new'],
  TypeError: ['call', 'new'],
  RangeError: ['call', 'new'],
  AggregateError: ['call', 'new'],
  AsyncDisposableStack: ['new'],
  TextDecoder: ['new'],
  TextEncoder: ['new'],
  structuredClone: ['call'],
  crypto: ['randomUUID'],
  console: ['log', 'info', 'warn', 'error', 'debug'],
};

/** Properties of built-in names that are numbers. */
export const numbersOf: Readonly<Record<string, readonly string[]>> = {
  Number: ['MAX_SAFE_INTEGER', 'MIN_SAFE_INTEGER', 'MAX_VALUE', 'MIN_VALUE', 'EPSILON', 'NaN'],
  Math: ['PI', 'E'],
};
