import fs from 'node:fs';
import fsPromises from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Actor, currentActor } from '../actor.ts';
import { RepeatableRandom } from '../repeatable-random.ts';
import { noted } from './disk-trouble.ts';
import type { AnyFunction } from './file-calls.ts';
import { parkFileCall } from './file-operation.ts';
import { onOneClock } from './note-times.ts';
import { isPath, pathOf } from './true-path.ts';

/** The calls as they are before they are put under control. */
const { mkdir } = fsPromises;
const { mkdirSync } = fs;

/**
 * Puts `mkdtemp` under control, in its forms, and `mkdtempDisposable`. The name of a new folder is drawn from the chance
 * of the run: a run that is replayed makes the folder of the same name.
 */
export function controlTemporaryFolders(): void {
  const promises = fsPromises as unknown as Record<string, AnyFunction>;
  const calls = fs as unknown as Record<string, AnyFunction>;
  const [promised, calledBack, atOnce] = [
    promises['mkdtemp'],
    calls['mkdtemp'],
    calls['mkdtempSync'],
  ];
  promises['mkdtemp'] = (...args) => {
    const drawn = drawing(args);
    return drawn ? make(drawn) : promised?.(...args);
  };
  calls['mkdtemp'] = (...args) => {
    const callback = args.at(-1) as (error: unknown, path?: string) => void;
    const drawn = typeof callback === 'function' ? drawing(args.slice(0, -1)) : undefined;
    if (!drawn) return calledBack?.(...args);
    void make(drawn).then(
      (path) => callback(null, path as string),
      (error: unknown) => callback(error),
    );
    return undefined;
  };
  calls['mkdtempSync'] = (...args) => {
    const drawn = drawing(args);
    return drawn ? makeAtOnce(drawn) : atOnce?.(...args);
  };
  controlDisposable(promises, calls);
}

/** Node 24 and newer: the folder is handed out with what removes it. */
function controlDisposable(
  promises: Record<string, AnyFunction>,
  calls: Record<string, AnyFunction>,
): void {
  const [promised, atOnce] = [promises['mkdtempDisposable'], calls['mkdtempDisposableSync']];
  if (promised)
    promises['mkdtempDisposable'] = async (...args) => {
      const drawn = drawing(args);
      if (!drawn) return promised(...args);
      const path = String(await make(drawn));
      const whole = resolve(path);
      const remove = async () => fsPromises.rm(whole, removed);
      return { __proto__: null, path, remove, [Symbol.asyncDispose]: remove };
    };
  if (atOnce)
    calls['mkdtempDisposableSync'] = (...args) => {
      const drawn = drawing(args);
      if (!drawn) return atOnce(...args);
      const path = makeAtOnce(drawn);
      const whole = resolve(path);
      const remove = () => fs.rmSync(whole, removed);
      return { path, remove, [Symbol.dispose]: remove };
    };
}

/** As Node's own do, these go well where another program has removed the folder. */
const removed = { recursive: true, force: true };

/** A folder that controlled code is to get. */
interface Drawn {
  readonly actor: Actor;
  readonly prefix: string;
}

/** Undefined for all other code, and for a call that is refused or wants its answer in another form than as text. */
function drawing([prefix, options]: readonly unknown[]): Drawn | undefined {
  const actor = currentActor();
  const { encoding = 'utf8' } =
    typeof options === 'string' ? { encoding: options } : Object(options);
  if (!actor || !isPath(prefix) || !/^(null|utf-?8)$/i.test(String(encoding))) return undefined;
  const begun = prefix instanceof URL ? fileURLToPath(prefix) : String(prefix);
  return { actor, prefix: begun };
}

function make({ actor, prefix }: Drawn): Promise<unknown> {
  const nextName = namesWith(prefix, actor);
  const first = nextName();
  const send = async () => {
    for (let path = first; ; path = nextName())
      try {
        await mkdir(path, { mode: 0o700 });
        return onOneClock('mkdir', [path], path, actor);
      } catch (error) {
        if (!isTaken(error)) return noted(error);
      }
  };
  if (actor.client === undefined) return send();
  return parkFileCall(actor, { name: 'mkdtemp', touched: [[pathOf(first), 'write']], send });
}

function makeAtOnce({ actor, prefix }: Drawn): string {
  const nextName = namesWith(prefix, actor);
  for (;;)
    try {
      const path = nextName();
      mkdirSync(path, { mode: 0o700 });
      return onOneClock('mkdirSync', [path], path, actor);
    } catch (error) {
      if (!isTaken(error)) return noted(error);
    }
}

const isTaken = (error: unknown) => (error as NodeJS.ErrnoException).code === 'EEXIST';

const signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/**
 * Gives a name at each call, with as many signs behind the prefix as Node puts there. The first is drawn from the chance
 * of the run, which draws no more for the others: a name is taken only by what an earlier run has left, as each client
 * draws its own.
 */
function namesWith(prefix: string, { random }: Actor): () => string {
  let drawn = signsFrom(random);
  const others = new RepeatableRandom(drawn);
  return () => {
    const name = prefix + drawn;
    drawn = signsFrom(others);
    return name;
  };
}

function signsFrom(random: Actor['random']): string {
  return Array.from({ length: 6 }, () => signs[random.int(0, signs.length)]).join('');
}
