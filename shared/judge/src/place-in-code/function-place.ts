import { Session } from 'node:inspector';
import { findSourceMap } from 'node:module';

/** A function of any signature. */
export type Named = (...args: never[]) => unknown;

/** Where the debugger finds the function that it is asked about. */
const shelf = globalThis as { functionToPlace?: Named | undefined };

/**
 * Where a function begins, as a line of a stack: `at deposit (file:///…/accounts.ts:93:3)`, in the
 * file as it was written. Only the debugger knows. Undefined for a function that is built in.
 */
export function placeOfFunction(asked: Named): string | undefined {
  const session = new Session();
  const urls = new Map<string, string>();
  let place: string | undefined;
  session.connect();
  try {
    shelf.functionToPlace = asked;
    session.on('Debugger.scriptParsed', ({ params }) => urls.set(params.scriptId, params.url));
    // All of these are answered before the next line runs: the debugger is in this process.
    session.post('Debugger.enable');
    session.post('Runtime.evaluate', { expression: 'functionToPlace' }, (_, { result }) => {
      if (!result.objectId) return;
      session.post(
        'Runtime.getProperties',
        { objectId: result.objectId, ownProperties: true },
        (_, { internalProperties = [] }) => {
          const found = internalProperties.find(({ name }) => name === '[[FunctionLocation]]');
          place = found && originOf(found.value?.value, urls);
        },
      );
    });
  } finally {
    delete shelf.functionToPlace;
    session.disconnect();
  }
  return place && `at ${asked.name} (${place})`;
}

interface Location {
  readonly scriptId: string;
  /** Both counted from 0. */
  readonly lineNumber: number;
  readonly columnNumber: number;
}

/** The place in the file as it was written; `urls` has the address of each script. */
function originOf(found: Location, urls: ReadonlyMap<string, string>): string | undefined {
  const url = urls.get(found.scriptId);
  if (!url) return undefined;
  const [line, column] = [found.lineNumber + 1, found.columnNumber + 1];
  const origin = findSourceMap(url)?.findOrigin(line, column);
  return origin && 'lineNumber' in origin
    ? `${url}:${origin.lineNumber}:${origin.columnNumber}`
    : `${url}:${line}:${column}`;
}
