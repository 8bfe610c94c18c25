import { createRequire } from 'node:module';
import { ExplorationError } from '../model/errors.ts';

const require = createRequire(import.meta.url);

/**
 * A library that the code under test may use or not, loaded when it is needed. `user` names what needs
 * it. Throws `ExplorationError` when it is not installed.
 */
export function loadLibrary(name: string, user: string): unknown {
  try {
    return require(name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    throw new ExplorationError(
      `${user} needs the package ${name}, and it is not installed beside the explorer: npm install ${name}`,
      { cause: error },
    );
  }
}
