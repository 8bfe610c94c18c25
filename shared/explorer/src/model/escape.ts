import { ExplorationError } from './errors.ts';

/** I/O of a client, or of an instance while its clients run, that is not under control. */
export interface Escape {
  readonly kind: 'connection' | 'file' | 'message' | 'process' | 'server';
  /** What is done, and to what: `sends to 127.0.0.1:3306`. */
  readonly what: string;
  readonly instance: number;
  /** The client whose code does it; absent when it is done in the name of its instance's set-up. */
  readonly client: string | undefined;
  /** The library that does it, by its folder: `node_modules/mysql2`. */
  readonly library?: string;
  /** The place in the code under test that asks for it: `/app/src/buy.ts:12:5`. */
  readonly place?: string;
  /** What to do about it, where that is not the same for all of its kind. */
  readonly advice?: string;
}

/** Code under test does I/O that is not under control. The message says what to do about it, too. */
export class Escaped extends ExplorationError {
  readonly escape: Escape;
  /** What has escaped, without what to do about it: the beginning of the message. */
  readonly happened: string;

  constructor(escape: Escape) {
    const happened = whatHappened(escape);
    super(`${happened}: ${adviceOn(escape)}`);
    this.escape = escape;
    this.happened = happened;
  }
}

function whatHappened({ client, instance, what, library, place }: Escape): string {
  const who = client === undefined ? `the set-up of instance ${instance}` : `client ${client}`;
  const by = library === undefined ? '' : ` by ${library}`;
  const where = place === undefined ? '' : ` at ${place}`;
  return `${who} ${what}${by}${where}, which is not under control, so that its order is left to chance`;
}

function adviceOn({ kind, library = '', advice }: Escape): string {
  if (advice !== undefined)
    return `${advice}, or say that it does not matter, with the option mayEscape`;
  const [, name = ''] =
    /(?:^|[\\/])node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)$/.exec(library) ?? [];
  if (kind === 'file')
    return "call controlFiles(), or import '@workbook/explorer/register' before anything that keeps the calls of node:fs for itself";
  if (kind === 'server')
    return 'hand the request to its handler instead, as light-my-request does, or start the server in a process of its own';
  if (/^(pg|pg-pool|postgres)$/.test(name)) {
    const instead = name === 'postgres' ? ', and use sql.begin instead of sql.reserve' : '';
    return `call controlPostgres with the module in ${library}, before it connects${instead}`;
  }
  if (/^(redis|@redis[\\/]client|ioredis)$/.test(name))
    return `call controlRedis with the module in ${library}, before it connects`;
  return "make the call an operation, yieldPoint('charge', () => …), or say that it does not matter, with the option mayEscape";
}
