const { ownKeys, getOwnPropertyDescriptor, deleteProperty, getPrototypeOf } = Reflect;
const isArray = Array.isArray;

/** An object that all instances in one process have in common, and how code calls it. */
export interface SharedObject {
  /** `globalThis`, `Array.prototype`, `async-lock`. */
  readonly name: string;
  readonly object: object;
  /** Whether its functions must stay what they are, too: what the judge itself works with. */
  readonly fixed?: boolean;
}

/** A property that was not there before, or is another one now. */
export interface Difference {
  readonly of: SharedObject;
  readonly key: string | symbol;
  /** What it was; undefined where it is new. */
  readonly before: PropertyDescriptor | undefined;
}

type Properties = ReadonlyMap<string | symbol, PropertyDescriptor | undefined>;

interface Seen {
  readonly of: SharedObject;
  readonly keys: readonly (string | symbol)[];
  readonly before: Properties;
}

/** What objects look like at one time. It works with functions as they were before any code under test was loaded. */
export class Inventory {
  readonly #seen: readonly Seen[];

  constructor(objects: readonly SharedObject[]) {
    this.#seen = objects.map((of) => {
      const before = propertiesOf(of.object);
      return { of, keys: [...before.keys()], before };
    });
  }

  /** What is not as it was. */
  differences(): readonly Difference[] {
    const found: Difference[] = [];
    for (let i = 0; i < this.#seen.length; i += 1) {
      const { of, keys: known, before } = this.#seen[i] as Seen;
      const keys = ownKeys(of.object);
      if (!of.fixed && areAlike(keys, known)) continue;
      for (let j = 0; j < keys.length; j += 1) {
        const key = keys[j] as string | symbol;
        const was = mapGet.call(before, key) as PropertyDescriptor | undefined;
        if (was === undefined) {
          found[found.length] = { of, key, before: undefined };
          continue;
        }
        if (!of.fixed) continue;
        const now = getOwnPropertyDescriptor(of.object, key);
        if (same(now?.value, was.value) && now?.get === was.get) continue;
        found[found.length] = { of, key, before: was };
      }
    }
    return found;
  }
}

/** Whether these are the same keys in the same order: most objects stay as they are, and to look each key up takes longer. */
function areAlike(keys: readonly unknown[], known: readonly unknown[]): boolean {
  if (keys.length !== known.length) return false;
  for (let i = 0; i < keys.length; i += 1) if (keys[i] !== known[i]) return false;
  return true;
}

/** Makes a property what it was before: whatever else runs in this process has no part in it. */
export function undo({ of: { object }, key, before }: Difference): void {
  if (before) defineProperty(object, key, before);
  else deleteProperty(object, key);
}

const mapGet = Map.prototype.get;
const defineProperty = Reflect.defineProperty;
const same = Object.is;

function propertiesOf(object: object): Properties {
  return new Map(
    ownKeys(object).map((key) => [key, getOwnPropertyDescriptor(object, key)] as const),
  );
}

/** What belongs to JavaScript itself, and is never changed by code that keeps to itself. */
export function builtIns(): readonly SharedObject[] {
  const named = { Object, Function, Array, String, Number, Promise, Map, Set, RegExp };
  const iterator = getPrototypeOf(getPrototypeOf([][Symbol.iterator]()) as object) as object;
  return [
    ...Object.entries(named).flatMap(([name, object]) => [
      { name, object, fixed: true },
      { name: `${name}.prototype`, object: object.prototype as object, fixed: true },
    ]),
    // Libraries set how `Error` writes stacks.
    { name: 'Error.prototype', object: Error.prototype, fixed: true },
    { name: 'JSON', object: JSON, fixed: true },
    { name: 'Reflect', object: Reflect, fixed: true },
    { name: 'Iterator.prototype', object: iterator, fixed: true },
    ...globals(),
  ];
}

/** Whatever code finds by a global name, and by the names of its parts. What a getter returns is not asked for. */
function globals(): readonly SharedObject[] {
  const found = new Map<object, string>([[globalThis, 'globalThis']]);
  const streams = [process.stdout, process.stderr, Buffer, Buffer.prototype];
  const names = ['process.stdout', 'process.stderr', 'Buffer', 'Buffer.prototype'];
  streams.forEach((one, i) => void found.set(one, names[i] as string));
  for (const [object, name] of [...found, [process, 'process'] as const])
    addParts(object, name === 'globalThis' ? '' : `${name}.`, found);
  for (const [object, name] of [...found]) addParts(object, `${name}.`, found);
  return [...found].map(([object, name]) => ({ name, object }));
}

function addParts(object: object, path: string, found: Map<object, string>): void {
  for (const key of ownKeys(object)) {
    // By convention, what begins so is an object's own affair.
    if (typeof key !== 'string' || key.startsWith('_')) continue;
    const value = getOwnPropertyDescriptor(object, key)?.value;
    if (isObject(value) && !isArray(value) && !found.has(value)) found.set(value, `${path}${key}`);
  }
}

/** What a module exports, and what belongs to the classes among it: state that is put there is shared. */
export function exportsAsShared(name: string, exported: object): readonly SharedObject[] {
  const found = new Map<object, string>();
  for (const [key, value] of Object.entries(exported)) {
    // What a CommonJS file exports as a whole is there under two names.
    if (!isObject(value) || isArray(value) || key === 'module.exports') continue;
    found.set(value, key === 'default' ? name : `${name}.${key}`);
    const { prototype } = value as { prototype?: unknown };
    if (typeof value === 'function' && isObject(prototype))
      found.set(prototype, `${found.get(value)}.prototype`);
  }
  return [...found].map(([object, one]) => ({ name: one, object }));
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
