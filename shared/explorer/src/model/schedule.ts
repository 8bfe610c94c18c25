/**
 * A schedule says which client makes each move. Clients are single capital letters.
 *
 *     A     client A's next operation is let go
 *     Ba    B goes, a deadlock follows, and A is its victim
 *     A-    A's instance crashes instead of sending A's next operation
 *     A+    A's next operation is done, its reply is lost, and A's instance crashes
 *     A%    A's next operation, a file write, is half done when A's instance crashes
 *     A~    A's instance is paused until no other client can go on
 *     A^    Redis is away when A's next command is sent, and for the rest of the run
 *     A:    A's next operation is done, and its reply comes later: it is what A does next
 *     A_    another Redis, which knows none of the keys, takes over before A's next command
 *     A=    time goes by before A's next operation: what other clients do there takes long
 */
export interface Move {
  readonly client: string;
  readonly fault?: Fault;
  /** The client whose statement PostgreSQL cancels when this move closes a deadlock. */
  readonly victim?: string;
}

/** What may go wrong at a move. Each has a sign of its own in a schedule. */
export type Fault =
  | 'crash-before'
  | 'crash-after'
  | 'crash-half'
  | 'pause'
  | 'late-reply'
  | 'redis-away'
  | 'redis-failover'
  | 'time-passes';

const signs = {
  '-': 'crash-before',
  '+': 'crash-after',
  '%': 'crash-half',
  '~': 'pause',
  ':': 'late-reply',
  '^': 'redis-away',
  _: 'redis-failover',
  '=': 'time-passes',
} as const satisfies Record<string, Fault>;

const signOf = new Map<Fault, string>(Object.entries(signs).map(([sign, fault]) => [fault, sign]));

/** Writes a schedule as a short string, for people and for `parseSchedule`. */
export function formatSchedule(moves: readonly Move[]): string {
  return moves.map(formatMove).join('');
}

/**
 * Writes one move as `formatSchedule` does: the client, the fault's sign, the victim as a small
 * letter.
 */
export function formatMove({ client, fault, victim }: Move): string {
  const sign = fault === undefined ? '' : (signOf.get(fault) ?? '');
  return client + sign + (victim?.toLowerCase() ?? '');
}

/**
 * Reads what `formatSchedule` wrote; white space between moves is ignored.
 * Throws `InvalidSchedule` that names the place when the text is something else.
 */
export function parseSchedule(text: string): Move[] {
  const moves: Move[] = [];
  const pattern = /\s*([A-Z])([-+%~:^_=]?)([a-z]?)\s*/y;
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const [matched, client, sign, victim] = pattern.exec(text) ?? [];
    if (matched === undefined || client === undefined) throw new InvalidSchedule(text, at);
    moves.push({
      client,
      ...(sign ? { fault: signs[sign as keyof typeof signs] } : {}),
      ...(victim ? { victim: victim.toUpperCase() } : {}),
    });
  }
  return moves;
}

/** The text is not a schedule. */
export class InvalidSchedule extends Error {
  override readonly name = 'InvalidSchedule';

  constructor(text: string, at: number) {
    super(
      `${JSON.stringify(text)} is not a schedule: at character ${at + 1} a client's capital letter was expected, as in AABB`,
    );
  }
}
