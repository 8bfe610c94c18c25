/**
 * What an operation touches, as far as the order of two operations can matter.
 *
 * - `read`: sees what is committed.
 * - `write`: changes it at once, for every client that looks.
 * - `publish`: makes earlier changes visible (a COMMIT).
 * - `lock`: asks for a lock, and may have to wait for it.
 * - `ask`: has to wait where another one has it locked, and locks nothing itself.
 * - `hold`: lets those wait that ask for a lock from now on, and waits for no one itself.
 * - `release`: gives locks back.
 */
export type Mode = 'read' | 'write' | 'publish' | 'lock' | 'ask' | 'hold' | 'release';

/** One thing that an operation touches, and how. */
export interface Use {
  readonly mode: Mode;
  /** A table, a file, a key space, the memory of an instance. */
  readonly scope: string;
  /** One key within the scope; without it, all of them. */
  readonly key?: string;
  /** Of a table: the rows that have these values, by column; without it, all of them. */
  readonly rows?: Readonly<Record<string, string>>;
  /** Whether it is touched only where the operation fails: then its transaction gives back all that it holds. */
  readonly onFailure?: boolean;
  /** How it is touched where an INSERT finds its row there, and brings nothing. */
  readonly ifThere?: Mode;
  /** The key by which the answer shows the rows that this is: no others, and each of them. */
  readonly shownBy?: ShownBy;
  /**
   * Of rows that sessions have in turn, in the order in which they ask, as each keeps them from all others: it asks for
   * them, or the session that had them gives them back. Whether the next one asks before or after that makes no difference.
   * `never`: what it does only where one who asks fails, which no session does as long as turns are kept.
   */
  readonly inTurn?: 'asks' | 'gives' | 'never';
  /** Of columns whose values do not change: a `read` asks for no others, or a `publish` brings new values of others. */
  readonly ofFixed?: 'asks' | 'keeps';
}

/** What tells a row from all others of its table: the value of its key, by the column. */
export type RowKey = Readonly<Record<string, string>>;

/** A column whose values tell the rows of a table apart, and what drivers hand over for them. */
export interface ShownBy {
  readonly column: string;
  /** Its place in a row, where drivers hand over lists. */
  readonly at: number;
  readonly kind: 'integer' | 'text';
}

/** `'everything'` is the footprint of a fault: it conflicts with every other one, even with those that touch nothing. */
export type Footprint = readonly Use[] | 'everything';

/** A scope that stands for whatever lives outside the process. */
export const anything = '*';

/** The footprint of an operation that is not understood: it conflicts with all that touch something outside. */
export const touchesAnything: Footprint = [{ mode: 'write', scope: anything }];

/** The footprint of an operation that may read anything outside, and changes nothing. */
export const readsAnything: Footprint = [{ mode: 'read', scope: anything }];

/** The memory of an instance, which all of its clients share. */
export function memoryOf(instance: number): Use {
  return { mode: 'write', scope: `${memory} ${instance}` };
}

const memory = 'memory of instance';

/** A request is sent: it matters which answers have come before. */
export const sending: Use = { mode: 'read', scope: 'history' };

/** Whether nothing of an operation lasts outside of the process, unless a later one makes it last: a COMMIT. */
export function changesNothingOutside(footprint: Footprint): boolean {
  if (footprint === 'everything') return false;
  return footprint.every((use) => use.onFailure || undone.has(use.mode) || !isOutside(use));
}

const undone: ReadonlySet<Mode> = new Set(['read', 'ask', 'lock', 'hold']);

/** Whether an operation does nothing but send a request. */
export function onlySends(footprint: Footprint): boolean {
  if (footprint === 'everything' || footprint.length === 0) return false;
  return footprint.every(({ mode, scope }) => mode === sending.mode && scope === sending.scope);
}

/** An answer has come: it matters which requests are sent before it, and which after it. */
export const answer: Use = { mode: 'publish', scope: 'history' };

/** A lock is asked for that may close a circle of clients that wait: it matters which of them is the last. */
export const closing: Use = { mode: 'lock', scope: 'circle of waits' };

/**
 * Which modes do not commute on the same thing. Two publishes commute: were they of one row, its
 * lock would already have ordered them.
 */
const conflicts: Record<Mode, ReadonlySet<Mode>> = {
  read: new Set(['write', 'publish']),
  write: new Set(['read', 'write', 'publish', 'lock', 'ask', 'hold', 'release']),
  publish: new Set(['read', 'write', 'lock', 'ask']),
  lock: new Set(['write', 'publish', 'lock', 'ask', 'hold', 'release']),
  ask: new Set(['write', 'publish', 'lock', 'hold', 'release']),
  hold: new Set(['write', 'lock', 'ask']),
  release: new Set(['write', 'lock', 'ask']),
};

/** Whether the order of two operations may matter. Errs on the side of yes. */
export function conflict(one: Footprint, other: Footprint): boolean {
  if (one === 'everything' || other === 'everything') return true;
  return one.some((a) =>
    other.some((b) => overlap(a, b) && conflicts[a.mode].has(b.mode) && !areAlikeAnyway(a, b)),
  );
}

/** Whether two things that are done to the same rows come to the same in either order. */
function areAlikeAnyway(a: Use, b: Use): boolean {
  if (a.inTurn === 'never' || b.inTurn === 'never') return true;
  return areOpposite(a.inTurn, b.inTurn) || areOpposite(a.ofFixed, b.ofFixed);
}

function areOpposite(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}

/** Whether an operation asks for rows in turn. */
export function asksInTurn(footprint: Footprint): boolean {
  return footprint !== 'everything' && footprint.some(({ inTurn }) => inTurn === 'asks');
}

/** A footprint where it matters after all whether a session asks for its rows before or after they are given back. */
export function outOfTurn(footprint: Footprint): Footprint {
  if (!asksInTurn(footprint)) return footprint;
  return (footprint as readonly Use[]).map(({ inTurn: _turn, ...use }) => use);
}

/** Whether an operation of this footprint may take a lock, or give one back, or whatever `mode` says. */
export function mayDo(mode: Mode, footprint: Footprint): boolean {
  if (footprint === 'everything') return true;
  return footprint.some(
    (use) => use.mode === mode || (use.scope === anything && use.mode === 'write'),
  );
}

/** What an operation may have to wait for, or let others wait for, outside the process. */
export function lockedBy(footprint: Footprint): readonly Use[] {
  if (footprint === 'everything') return [];
  return footprint.filter((use) => ['lock', 'ask', 'write'].includes(use.mode) && isOutside(use));
}

/** Whether one of these is the same thing as one of those. */
export function meet(some: readonly Use[], others: readonly Use[]): boolean {
  return some.some((one) => others.some((other) => overlap(one, other)));
}

function overlap(a: Use, b: Use): boolean {
  if (a.scope === anything) return isOutside(b);
  if (b.scope === anything) return isOutside(a);
  if (a.scope !== b.scope || areApart(a.rows, b.rows)) return false;
  return a.key === undefined || b.key === undefined || a.key === b.key;
}

/** Whether no row can have the values of both: they name one column that differs. */
function areApart(some: Use['rows'] = {}, others: Use['rows'] = {}): boolean {
  return Object.entries(some).some(
    ([column, value]) => Object.hasOwn(others, column) && others[column] !== value,
  );
}

/** Whether the order of two operations may show in what is stored, whatever their clients share in memory. */
export function conflictOutside(one: Footprint, other: Footprint): boolean {
  const outside = (all: Footprint) => (all === 'everything' ? all : all.filter(isOutside));
  return conflict(outside(one), outside(other));
}

function isOutside({ scope }: Use): boolean {
  return !scope.startsWith(memory) && scope !== sending.scope && scope !== closing.scope;
}

/** What a footprint comes to when the operation fails. */
export function onFailure(footprint: Footprint): Footprint {
  if (footprint === 'everything') return footprint;
  return footprint.map((use) => ({ ...use, onFailure: true }));
}

/** What of a reply decides what its operation has touched. */
export interface Answer {
  readonly error?: object | undefined;
  /** How many rows were found or changed. */
  readonly rowCount?: number | undefined;
  /** The rows themselves, where all that it has touched are these: it has waited for none. */
  readonly rows?: readonly Readonly<Record<string, unknown>>[] | undefined;
}

/**
 * What an operation was answered. Where it may have waited, it may have touched more than it shows, unless it is known
 * which rows it has asked for.
 */
export function answerOf<Given extends Pick<Answer, 'rows'>>(
  given: Given,
  { mayHaveWaited = false, asksFor }: { mayHaveWaited?: boolean; asksFor?: Answer['rows'] },
): Given {
  return mayHaveWaited ? { ...given, rows: asksFor } : given;
}

/** What a footprint comes to when the operation is answered like this. */
export function whenAnswered(footprint: Footprint, { error, rowCount, rows }: Answer): Footprint {
  if (error) return outOfTurn(footprint);
  const done = onSuccess(footprint);
  if (done === 'everything') return done;
  const shown = asShown(done, rows);
  if (rowCount !== 0 || shown.every(({ ifThere }) => !ifThere)) return shown;
  return shown.map((use) => ({ ...use, mode: use.ifThere ?? use.mode }));
}

/** A footprint as it is whatever the operation will be answered: the answer to another one does not tell of it. */
export function whateverAnswered(footprint: Footprint): Footprint {
  if (footprint === 'everything') return footprint;
  return footprint.map(({ shownBy: _key, ifThere: _mode, ...use }) => use);
}

/** The same uses, those of rows that an answer shows row by row. */
export function asShown(uses: readonly Use[], rows: Answer['rows']): readonly Use[] {
  if (uses.every(({ shownBy }) => !shownBy)) return uses;
  return uses.flatMap((use) => {
    const { shownBy, ...one } = use;
    if (!shownBy) return [use];
    const keys = rows?.flatMap((row) => keyIn(row, shownBy) ?? []);
    if (keys && keys.length === rows?.length)
      return keys.map((key) => ({ ...one, rows: { ...one.rows, [shownBy.column]: key } }));
    if (!isOfUnknown(use)) return [use];
    return outOfTurn([use]) as readonly Use[];
  });
}

/** The keys of the rows that an answer shows, where it alone tells for which ones an operation has asked in turn. */
export function keysShown(
  footprint: Footprint,
  rows: Answer['rows'] = [],
): readonly RowKey[] | undefined {
  if (footprint === 'everything') return undefined;
  const { shownBy } = footprint.find((use) => use.inTurn === 'asks' && isOfUnknown(use)) ?? {};
  return (
    shownBy &&
    rows.map((row) => {
      const key = keyIn(row, shownBy);
      return key === undefined ? {} : { [shownBy.column]: key };
    })
  );
}

/** Whether only an answer tells which rows this is. */
function isOfUnknown({ shownBy, rows }: Use): boolean {
  return shownBy !== undefined && rows?.[shownBy.column] === undefined;
}

/** The key of a row as text; undefined where the driver was told to hand over something else. */
function keyIn(
  row: Readonly<Record<string, unknown>>,
  { column, at, kind }: ShownBy,
): string | undefined {
  const value: unknown = Array.isArray(row) ? row[at] : row[column];
  if (kind === 'text') return typeof value === 'string' ? value : undefined;
  return /^-?\d+$/.test(String(value)) ? String(value) : undefined;
}

/** What is left of a footprint when the operation has not failed. */
export function onSuccess(footprint: Footprint): Footprint {
  const isSure = (use: Use) => !use.onFailure;
  return footprint === 'everything' || footprint.every(isSure)
    ? footprint
    : footprint.filter(isSure);
}

/** The footprints of an operation, once it has failed. */
export function afterFailure(...footprints: readonly Footprint[]): Footprint {
  const all = outOfTurn(union(...footprints));
  return all === 'everything' ? all : all.map((use) => ({ ...use, onFailure: false }));
}

/** Whether an operation of this footprint holds locks, and gives none of them back unless it fails. */
export function keepsUnlessFailing(footprint: Footprint): boolean {
  return footprint !== onSuccess(footprint) && !mayDo('release', onSuccess(footprint));
}

/** The footprint of doing both. */
export function union(...footprints: readonly Footprint[]): Footprint {
  if (footprints.includes('everything')) return 'everything';
  return (footprints as readonly (readonly Use[])[]).flat();
}
