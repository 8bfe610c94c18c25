import { loadLibrary } from '../load-library.ts';

/** The `pg` module that lies beside the explorer, loaded when it is needed. */
export const postgres = (user: string): typeof import('pg') =>
  loadLibrary('pg', user) as typeof import('pg');
