/** Told of what is sent to PostgreSQL where no client's code is running. */
let listener: ((statement: string) => void) | undefined;

/** The explorer's own connections: what it asks over them shows nothing to the code under test, nor to its judge. */
const own = new WeakSet<object>();

/** From now on, this connection counts as the explorer's own. */
export function takeForOwn(connection: object): void {
  own.add(connection);
}

/** A statement is sent, and no client has asked for it: the scenario prepares a run, or looks at what it has left. */
export function noteSentAside(statement: string, connection?: object): void {
  if (!connection || !own.has(connection)) listener?.(statement);
}

/** From now on, `told` is told of each such statement, until what this returns is disposed of. */
export function listenToSentAside(told: (statement: string) => void): Disposable {
  listener = told;
  return {
    [Symbol.dispose]: () => {
      listener = undefined;
    },
  };
}
