import { answerOf, type Footprint } from '../../../model/footprint.ts';
import type { Operation, Reply } from '../../../model/operation.ts';
import { type Actor, runAs } from '../../actor.ts';
import { callHere, noteCall } from '../../call-sites.ts';
import type { Completion } from '../controlled-session.ts';
import { operationText } from '../operation-text.ts';
import { footprintOf } from '../sql/footprint.ts';
import { summaryOf } from '../sql/statement.ts';
import type { Statement } from '../sql/terms.ts';
import { mayBegin, noTransaction } from '../sql/transaction.ts';
import type { Query } from './library.ts';
import { catalogOfAny, type PostgresJsSession, sessionOf } from './session.ts';

/** A query that is sent later, and whose reply is handed over later still. */
export class HeldQuery {
  /** Resolves when the server has replied. */
  readonly settled: Promise<void>;
  readonly #asked: Asked;
  /** Where it was asked for, if it may begin a transaction. */
  readonly #call: Error | undefined;
  /** Where it was asked for, if that is remembered. */
  readonly #askedAt: Error | undefined;
  #session: PostgresJsSession | undefined;
  #deliver: (() => void) | undefined;
  #settle: () => void = () => {};
  #isSettled = false;
  #parked: Operation | undefined;

  constructor(asked: Asked) {
    this.#asked = asked;
    this.#session = asked.session;
    this.#call = !asked.session && mayBegin(asked.statement) ? callHere() : undefined;
    this.settled = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#askedAt = noteCall(asked.actor);
  }

  /**
   * Parks the query. `send` hands it to the library, and says whether that has a connection for it; if
   * not, `wait` is called in its place, and the query has to be parked again.
   */
  park(send: () => boolean, wait: () => void = () => {}): void {
    const { statement, actor } = this.#asked;
    const session = () => this.#session;
    const operation: Operation = {
      kind: 'sql',
      text: operationText(statement),
      sent: statement,
      call: this.#askedAt,
      sql: summaryOf(statement, catalogOfAny(actor)),
      get session() {
        return session();
      },
      footprint: () => this.#footprint(),
      perform: () => this.#perform(send, wait),
      deliver: () => this.#deliver?.(),
    };
    this.#parked = operation;
    // The connection may be free only after another client's reply, and then in that client's context.
    runAs(actor, () => actor.controller.park(operation, actor));
  }

  /** The library gives it to a session now. */
  executedBy(pid: number): void {
    this.#session = sessionOf(pid, this.#asked.actor);
    if (this.#session) this.#session.client = this.#asked.actor.client;
  }

  #footprint(): Footprint {
    const { statement, actor } = this.#asked;
    const { transaction = noTransaction, catalog = catalogOfAny(actor) } = this.#session ?? {};
    return footprintOf(statement, transaction, catalog);
  }

  #perform(send: () => boolean, wait: () => void): Promise<Reply> {
    const { query, actor } = this.#asked;
    const { resolve, reject } = query;
    // The library sends it no more, and has told the code so.
    if (query.cancelled) return Promise.resolve({ error: { message: 'cancelled', code: '57014' } });
    return new Promise((done) => {
      query.resolve = (result) => {
        const reply = replyIn(result);
        const { rowCount, rows } = reply;
        this.#completed(
          () => resolve.call(query, result),
          answerOf({ rowCount, rows }, this.#parked ?? {}),
        );
        done(reply);
      };
      query.reject = (error) => {
        this.#completed(() => reject.call(query, error), { error });
        done({ error: { message: error.message, code: error.code } });
      };
      if (this.#session) this.#session.client = actor.client;
      if (send() || this.#isSettled) return;
      Object.assign(query, { resolve, reject });
      this.#deliver = wait;
      done({ value: 'waits for a connection' });
    });
  }

  #completed(deliver: () => void, completion: Completion): void {
    const { statement, delivered } = this.#asked;
    this.#session?.completed(statement, { ...completion, call: this.#call });
    this.#isSettled = true;
    this.#settle();
    this.#deliver = () => {
      deliver();
      delivered();
    };
  }
}

/** What is held back, and for whom. */
interface Asked {
  readonly query: Query;
  readonly actor: Actor;
  readonly statement: Statement;
  /** The session of its transaction, if it is part of one. */
  readonly session: PostgresJsSession | undefined;
  /** Told when its reply has been handed over. */
  delivered(): void;
}

/** The rows of the last statement, and how many it concerned. */
function replyIn(result: unknown): Reply {
  const results = result as readonly unknown[] & { count?: number };
  const last = (results?.at?.(-1) ?? {}) as { count?: number };
  const { count } = Array.isArray(last) && 'count' in last ? last : (results ?? {});
  const rows = Array.isArray(last) && 'count' in last ? last : results;
  if (!Array.isArray(rows)) return {};
  return {
    rows: rows.map((row) => structuredClone(row)),
    ...(typeof count === 'number' && { rowCount: count }),
  };
}
