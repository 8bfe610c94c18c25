import { print } from '../text/print.ts';
import type { Everywhere, Told } from './everywhere.ts';

/** Prints a result for tools. One that says nothing of servers had none, and began with this command. */
export function printJson<Result extends Everywhere>(result: Told<Result>): void {
  const {
    environment = { node: process.versions.node },
    durationMs,
    ...rest
  } = result as Partial<Everywhere>;
  const printed = {
    format: 1,
    environment,
    ...rest,
    durationMs: durationMs ?? Math.round(performance.now()),
  } satisfies Everywhere;
  print(JSON.stringify(printed, null, 2));
}
