import { type Escape, Escaped, ExplorationError } from '@workbook/explorer';

/**
 * What has escaped from control, with what can be done about it in the code of a step; any other error as it is.
 * What the explorer itself advises takes its options and exports, which such code does not use.
 */
export function forLearner(error: unknown): unknown {
  if (!(error instanceof Escaped)) return error;
  const { happened, escape } = error;
  return new ExplorationError(`${happened}: ${adviceOn(escape)}, or take it out`, { cause: error });
}

function adviceOn({ kind, advice }: Escape): string {
  return (kind === 'connection' && advice) || adviceByKind[kind];
}

const adviceByKind: Readonly<Record<Escape['kind'], string>> = {
  connection: 'use the drivers of the step, with the urls in resources',
  file: 'use readFile, writeFile, rename and their like of node:fs/promises, in resources.dataFolder',
  message: 'ask the server for what you need, instead of listening for messages',
  process: 'let the service do that by itself',
  server: 'call what answers the request, without a server in between',
};
