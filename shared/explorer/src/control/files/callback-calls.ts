import { promisify } from 'node:util';
import { currentActor } from '../actor.ts';
import { noteDiskTrouble } from './disk-trouble.ts';
import { type AnyFunction, descriptorCalls, givesName, openFileIn } from './file-calls.ts';
import type { Touched } from './file-footprint.ts';
import { halfOf, parkFileCall } from './file-operation.ts';
import { makesFile, onOneClock } from './note-times.ts';
import { noteClosed, noteOpened, noteRenamed } from './open-files.ts';
import { twoOperations } from './write-in-place.ts';

/** The form of a call that takes a callback, under control. */
export function controlledCallback(
  name: string,
  touched: (args: readonly unknown[]) => Touched,
  original: AnyFunction,
): AnyFunction {
  const controlledForm = function (this: unknown, ...args: unknown[]) {
    const actor = currentActor();
    const callback = args.at(-1);
    if (!actor || typeof callback !== 'function') return original.apply(this, args);
    const onClock = ([value, ...values]: unknown[], isNew: boolean) => [
      onOneClock(name, args, value, actor, isNew),
      ...values,
    ];
    if (actor.client === undefined) {
      const isNew = makesFile(name, args);
      const calledBack = (error: Error | null, ...values: unknown[]) => {
        noteDiskTrouble(error);
        callback(error, ...(error ? [] : onClock(values, isNew)));
      };
      return original.call(this, ...args.slice(0, -1), calledBack);
    }
    const run = (callArgs: readonly unknown[]) =>
      new Promise<unknown[]>((resolve, reject) => {
        const isNew = makesFile(name, args);
        original.call(this, ...callArgs, (error: Error | null, ...values: unknown[]) =>
          error ? reject(error) : resolve(onClock(values, isNew)),
        );
      });
    const send = async () => {
      const values = await run(args.slice(0, -1));
      if (name === 'open') noteOpened(Number(values[0]), args[0], actor);
      if (name === 'close') noteClosed(Number(args[0]));
      if (givesName(name)) noteRenamed(args[0], args[1]);
      return values;
    };
    const open = name in descriptorCalls ? Number(args[0]) : openFileIn(args);
    const sendHalf = halfOf(name, args.slice(1, -1), (rest) => run([args[0], ...rest]));
    const inPlace = twoOperations(name, args.slice(0, -1));
    const done = inPlace
      ? inPlace(actor).then(() => [])
      : parkFileCall(actor, { name, touched: touched(args), open, send, sendHalf });
    void done.then(
      (values) => callback(null, ...(values as unknown[])),
      (error: unknown) => callback(error),
    );
    return undefined;
  };
  // What `promisify` gives of `fs.read` is an object, by a symbol of Node's own.
  for (const key of Object.getOwnPropertySymbols(original))
    if (key !== promisify.custom)
      Object.defineProperty(controlledForm, key, {
        value: (original as unknown as Record<symbol, unknown>)[key],
      });
  return controlledForm;
}
