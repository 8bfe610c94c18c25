import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, sep } from 'node:path';
import {
  builtIns,
  type Difference,
  exportsAsShared,
  Inventory,
  type SharedObject,
  undo,
} from './inventory.ts';
import { sharedCallIn, watchSharedCalls } from './shared-calls.ts';

/**
 * Finds what instances of a service share here and would not share on two machines. Each instance has
 * module state of its own; globals, built-in objects, packages and the process are there once.
 */
export class SharedState {
  readonly #file: string;
  readonly #inventory: Inventory;
  readonly #events: ReadonlySet<string | symbol>;
  readonly #environment: ReadonlyMap<string, string | undefined>;
  readonly #required: ReadonlySet<string>;
  /** The lines of the attempt's own files, once they were asked for. */
  #text: readonly Line[] | undefined;
  /** Whether the attempt itself may have changed a property of an object, where that was asked before. */
  readonly #known = new Map<string, boolean>();

  /** How it is before the code in `file` runs, which uses `packages`: each with what it exports. */
  constructor(file: string, packages: ReadonlyMap<string, object>) {
    watchSharedCalls();
    sharedCallIn(dirname(file));
    this.#file = file;
    this.#inventory = new Inventory([
      ...builtIns(),
      { name: 'process', object: process },
      ...[...packages].flatMap(([name, exported]): readonly SharedObject[] =>
        exportsAsShared(name, exported),
      ),
    ]);
    this.#events = new Set(process.eventNames());
    this.#environment = new Map(Object.entries(process.env));
    this.#required = new Set(Object.keys(cache));
  }

  /**
   * What the code shares by now, in one sentence, or undefined. It is taken away again: no other code
   * that is judged in this process meets it.
   */
  found(): string | undefined {
    const difference = this.#inventory.differences().find((one) => this.#isOwn(one));
    if (difference) {
      undo(difference);
      return this.#sentence(difference);
    }
    return (
      this.#called() ?? this.#environmentChanged() ?? this.#eventAdded() ?? this.#moduleRequired()
    );
  }

  /**
   * Whether the code itself may have done it: it names the property, or writes to the object by names
   * that it makes up. What a library does when it is first used is none of the code's affair.
   */
  #isOwn({ of: { name }, key, before }: Difference): boolean {
    if (before) return true;
    return this.#names(wordOf(key), name.split(/[.[]/)[0] ?? '');
  }

  #names(word: string, object: string): boolean {
    const question = `${word} of ${object}`;
    const known = this.#known.get(question) ?? this.#looksForNames(word, object);
    this.#known.set(question, known);
    return known;
  }

  #looksForNames(word: string, object: string): boolean {
    const name = word.replace(/[^\w]/g, '\\$&');
    const writes = new RegExp(
      `\\.${name}\\s*(\\+\\+|--|[^\\w\\s=<>!]{0,3}=(?!=))|['"\`]${name}['"\`]`,
    );
    return this.#lines().some(
      ({ text }) =>
        (word !== '' && writes.test(text)) || (madeUp.test(text) && text.includes(object)),
    );
  }

  #sentence({ of: { name }, key, before }: Difference): string {
    const path = typeof key === 'symbol' ? `${name}[${String(key)}]` : `${name}.${key}`;
    const place = this.#placeOf(wordOf(key), name);
    return before
      ? `${place} replaces ${path}, which all code in this process works with: leave it as it is`
      : `${place} keeps state in ${path}: ${notShared}`;
  }

  #called(): string | undefined {
    const call = sharedCallIn(dirname(this.#file));
    return call && `${call.place} keeps state in ${call.what}: ${notShared}`;
  }

  #environmentChanged(): string | undefined {
    for (const [name, value] of Object.entries(process.env)) {
      if (this.#environment.get(name) === value || !this.#names(name, 'process')) continue;
      const before = this.#environment.get(name);
      if (before === undefined) delete process.env[name];
      else process.env[name] = before;
      return `${this.#placeOf(name, 'process')} keeps state in process.env.${name}: ${notShared}`;
    }
    return undefined;
  }

  #eventAdded(): string | undefined {
    for (const name of process.eventNames()) {
      if (this.#events.has(name) || usualEvents.test(String(name))) continue;
      process.removeAllListeners(name);
      const text = String(name);
      return `${this.#placeOf(text, 'process')} waits for the event "${text}" of the process: ${notShared}`;
    }
    return undefined;
  }

  /** A CommonJS file is loaded once, whatever instance asks for it. */
  #moduleRequired(): string | undefined {
    const folder = dirname(this.#file) + sep;
    const found = Object.keys(cache).find(
      (path) =>
        path.startsWith(folder) &&
        !path.includes(`${sep}node_modules${sep}`) &&
        !this.#required.has(path),
    );
    if (found === undefined) return undefined;
    delete cache[found];
    return `${relative(folder, found)} is loaded by require, once for all instances: ${notShared}; import it`;
  }

  /** `accounts.ts:12`: the first line of the attempt's own files that has both words, or else the first. */
  #placeOf(word: string, object: string): string {
    const lines = this.#lines();
    const [first = ''] = object.split('.');
    const having = lines.filter(({ text }) => word !== '' && text.includes(word));
    const objects = object === 'globalThis' ? ['globalThis', 'global'] : [first];
    const both = having.find(({ text }) => objects.some((one) => text.includes(one)));
    const some = both ?? having[0] ?? lines.find(({ text }) => text.includes(first));
    return some?.place ?? basename(this.#file);
  }

  /** All lines of the attempt's own files, the main one first. */
  #lines(): readonly Line[] {
    this.#text ??= linesIn(dirname(this.#file));
    return this.#text;
  }
}

interface Line {
  readonly text: string;
  readonly place: string;
}

function linesIn(folder: string): readonly Line[] {
  return ownFiles(folder).flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .map((text, i) => ({ text, place: `${relative(folder, file)}:${i + 1}` })),
  );
}

/** All that the files of an attempt say that lie beside each other in this folder. */
export function ownTextIn(folder: string): string {
  return ownFiles(folder)
    .map((file) => `${file}\n${readFileSync(file, 'utf8')}`)
    .join('\n');
}

const wordOf = (key: string | symbol) => (typeof key === 'symbol' ? (key.description ?? '') : key);

/** A line that may write to an object by a name that does not stand there. */
const madeUp = /\w\s*\[[^\]]+\]\s*(\?\?|\|\||&&)?=[^=]|Object\.(assign|define)|Reflect\.|Proxy/;

const notShared = 'two instances on two machines do not share it';

const { cache } = createRequire(import.meta.url);

/** What Node itself tells a process, and the signals that a library may clean up after. */
const usualEvents =
  /^(SIG[A-Z0-9]+|exit|beforeExit|warning|uncaughtException(Monitor)?|unhandledRejection|rejectionHandled|multipleResolves|newListener|removeListener|worker)$/;

function ownFiles(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[cm]?[jt]s$/.test(entry.name))
    .map(({ name }) => join(folder, name))
    .sort((a, b) => Number(b.endsWith('accounts.ts')) - Number(a.endsWith('accounts.ts')));
}
