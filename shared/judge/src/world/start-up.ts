/** What code under test does before it serves its first request. */
export type StartUp = 'loading' | 'createSchema' | 'createAccounts';

let tell: (startUp: StartUp | undefined) => void = () => {};

/** `listener` is told when the code under test begins with a part of its start-up, and of the end of that with undefined. */
export function onStartUp(listener: typeof tell): void {
  tell = listener;
}

/** Does a part of the start-up of code under test, and tells of it: a caller that waits in vain then knows for what. */
export async function startingUp<T>(part: StartUp, work: () => T | Promise<T>): Promise<T> {
  tell(part);
  try {
    return await work();
  } finally {
    tell(undefined);
  }
}
