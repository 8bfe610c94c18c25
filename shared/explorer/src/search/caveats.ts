import { conflictOutside, lockedBy, meet } from '../model/footprint.ts';
import type { RunRecord, Turn } from '../model/run-record.ts';

/**
 * What a run leaves untried, although it may matter: a statement that goes through several rows is one
 * turn, and PostgreSQL meets the rows in an order of its own. That matters where another client locks
 * more than one of them, too. One that is a transaction by itself is one turn with its commit, although what it has read
 * may change before that. What the server draws by lot is drawn once. And a client that polls hardly does so in vain.
 */
export function caveatsOf({ turns }: Pick<RunRecord, 'turns'>): string[] {
  const found = turns.filter(
    (turn) => turn.sql?.goesThroughRows && clientsBeside(turn, turns).some(locksSeveral),
  );
  const drawing = turns.filter(({ kind, text }) => kind === 'sql' && draws.test(text));
  const other = drawing.map(
    ({ text }) => `another value than the server has drawn by lot in this run: ${text}`,
  );
  const timed = turns
    .filter((turn) => turn.kind === 'sql' && goesByTime.test(turn.text))
    .filter(({ client }) => turns.some((turn) => turn.kind === 'sql' && turn.client !== client))
    .map(
      ({ text }) =>
        `transactions that begin in another order than in this run, where the time of the server decides: ${text}`,
    );
  const order = found.map(
    ({ text }) =>
      `one statement goes through several rows: ${text}; PostgreSQL meets them in an order of its own, and no other order was tried`,
  );
  const whole = turns
    .filter((turn) => turn.sql?.decidesBeside && !isInTransaction(turn, turns))
    .filter((turn) => clientsBeside(turn, turns).some(changesSomething))
    .map(
      ({ text }) =>
        `a change by another client between what this statement reads and its commit, as it is a transaction by itself: ${text}`,
    );
  // One sentence for each timer, whatever its client asks for beside it, and whichever client that is.
  const timers = turns.flatMap(({ besideTimer }) => {
    if (!besideTimer) return [];
    const { place } = besideTimer;
    const at = place === undefined ? '' : ` at ${place}`;
    return `a timer${at} that fires before the reply to what its client has asked for; it was let go only after the reply, or when no client could go on`;
  });
  const atOnce = turns
    .filter((turn) => turn.wroteAtOnce && reads(turn) && someUseFilesBeside(turn, turns))
    .map(
      ({ text }) =>
        `another client between this and the synchronous write to a file that comes with its reply: ${text}`,
    );
  const pipelines = turns
    .filter((turn) => turn.isPipeline && someUseRedisBeside(turn, turns))
    .map(
      ({ text }) =>
        `another client between the commands of a pipeline, which were sent together and done in one turn: ${text}`,
    );
  const own = turns
    .filter((turn) => turn.isBesideOwn && isOrderOfOwnSeen(turn, turns))
    .map(
      ({ client }) =>
        `another order of what client ${client} asks for at once, as by Promise.all: it was done in the order in which it was asked for`,
    );
  const limits = turns.flatMap(({ readLimitMs }) =>
    readLimitMs === undefined
      ? []
      : `a client that gives up a query after its query_timeout of ${readLimitMs} ms: in a run it waits for the reply, as only real time would count`,
  );
  const polls = turns.flatMap(({ pollsAt }) =>
    pollsAt === undefined
      ? []
      : `what a client does that has slept at ${pollsAt} more often than others have done something: it wakes up again only when another client has`,
  );
  return [
    ...new Set([
      ...order,
      ...whole,
      ...other,
      ...timed,
      ...timers,
      ...atOnce,
      ...pipelines,
      ...own,
      ...limits,
      ...polls,
    ]),
  ];
}

/** What a run leaves untried as the set-up of an instance, and no client, will do it: at these places, it has armed timers. */
export function caveatsOfSetUp(places: readonly string[]): string[] {
  return places.map(
    (place) =>
      `what a timer at ${place} does: the set-up of an instance has armed it, so that it goes by real time, and hardly fires in a run`,
  );
}

/** Whether a client is told what it has found where others write, some time before it hears of that. */
function reads({ kind, text, reply }: Turn): boolean {
  if (kind === 'file') return /^(?:read|l?stat|access)/.test(text);
  return kind === 'redis' || (reply?.rows?.length ?? 0) > 0;
}

/** Whether another client uses files, too. */
function someUseFilesBeside({ client }: Turn, turns: readonly Turn[]): boolean {
  return turns.some((turn) => turn.client !== client && (turn.wroteAtOnce || turn.kind === 'file'));
}

/** Whether another client, or what its own asks for at once with it, may show when it was done. */
function isOrderOfOwnSeen(turn: Turn, turns: readonly Turn[]): boolean {
  return turns.some(
    (other) =>
      other !== turn &&
      (other.client !== turn.client || other.parkedAt === turn.parkedAt) &&
      conflictOutside(other.footprint, turn.footprint),
  );
}

/** Whether another client uses keys in Redis where the order matters. */
function someUseRedisBeside({ client, footprint }: Turn, turns: readonly Turn[]): boolean {
  return turns.some(
    (turn) =>
      turn.client !== client && turn.kind === 'redis' && conflictOutside(turn.footprint, footprint),
  );
}

/** What decides by chance: values that code is told or that pick rows, not those that are only stored as an id. */
const draws =
  /\b(?:random|random_normal|gen_random_bytes)\s*\(|\btablesample\b|(?:^\s*select|\b(?:where|having|order\s+by|case|returning))\b[^;]*\b(?:gen_random_uuid|uuidv4|uuidv7|clock_timestamp|timeofday)\s*\(/i;

/** What decides by the time at which its transaction, or the statement itself, has begun. */
const goesByTime =
  /\b(?:where|on|having|order\s+by|case)\b[^;]*\b(?:(?:now|(?:transaction|statement)_timestamp)\s*\(|current_(?:date|time)|localtime)/i;

/** A client of which no operation has gone well, and what the first of them was answered. */
export type Failed = readonly [client: string, error: string];

/** The clients that have asked for something in a run, and were answered by nothing but errors. */
export function failedIn({ turns }: Pick<RunRecord, 'turns'>): Failed[] {
  const replies = turns.flatMap((turn) => [
    { turn, reply: turn.reply },
    ...turn.released.map(({ launchedAt, reply }) => ({ turn: turns[launchedAt] as Turn, reply })),
  ]);
  const asked = replies.filter(({ turn, reply }) => reply && doesSomething(turn));
  return [...Map.groupBy(asked, ({ turn }) => turn.client)].flatMap(([client, all]) => {
    const errors = all.flatMap(({ reply }) => reply?.error ?? []);
    return errors[0] && errors.length === all.length ? [[client, errors[0].message] as const] : [];
  });
}

/** What is untried where these clients have failed like that in every run. */
export function caveatOfFailed([client, error]: Failed): string {
  return `what client ${client} does when something goes well: in every run, all that it asked for has failed, at first with "${error}"`;
}

/** Not the start of a client, a timer, or what begins and ends a transaction. */
function doesSomething({ kind, sql }: Turn): boolean {
  return kind !== 'start' && kind !== 'timer' && !framing.has(sql?.verb ?? '');
}

const framing = new Set(['begin', 'commit', 'rollback', 'savepoint', 'set']);

/** The turns of each other client that lock what this turn locks. */
function clientsBeside(turn: Turn, turns: readonly Turn[]): (readonly Turn[])[] {
  const locked = lockedBy(turn.footprint);
  const meeting = turns.filter(
    ({ client, sql, footprint }) =>
      sql && client !== turn.client && meet(lockedBy(footprint), locked),
  );
  return [...Map.groupBy(meeting, ({ client }) => client).values()];
}

/** Whether its client has begun a transaction before this turn, and not ended it. */
function isInTransaction({ client, index }: Turn, turns: readonly Turn[]): boolean {
  const frame = turns.findLast(
    (turn) => turn.client === client && turn.index < index && ending.has(turn.sql?.verb ?? ''),
  );
  return frame?.sql?.verb === 'begin';
}

const ending = new Set(['begin', 'commit', 'rollback']);

const changesSomething = (turns: readonly Turn[]) =>
  turns.some(({ sql }) => sql && (changing.has(sql.verb) || sql.decidesBeside));

/** Whether a client locks more than one row, as far as can be told. */
function locksSeveral(turns: readonly Turn[]): boolean {
  const changes = turns.filter(({ sql }) => sql?.locksRows || changing.has(sql?.verb ?? ''));
  const rows = new Set(changes.map(({ sql, text }) => `${sql?.tables.join()} ${sql?.row ?? text}`));
  return rows.size > 1 || turns.some(({ sql }) => sql?.goesThroughRows);
}

const changing = new Set(['insert', 'update', 'delete', 'lock']);
