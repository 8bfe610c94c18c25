import { answerOf } from '../../model/footprint.ts';
import type { Operation, Reply } from '../../model/operation.ts';
import { type Actor, runAs } from '../actor.ts';
import { callHere, noteCall } from '../call-sites.ts';
import { noteCaused, whenOver } from '../run-is-over.ts';
import type { ControlledSession } from './controlled-session.ts';
import { type DriverQuery, resultOf, textOf } from './driver.ts';
import { operationText } from './operation-text.ts';
import { footprintOf } from './sql/footprint.ts';
import { summaryOf } from './sql/statement.ts';
import type { Statement } from './sql/terms.ts';
import { mayBegin } from './sql/transaction.ts';

/**
 * Changes a query so that it is sent when the scheduler lets its client go, and hands its reply over
 * when the scheduler delivers it.
 *
 * @param readLimitMs After how many milliseconds the driver would give it up; 0 where it would not.
 */
export function holdBack(
  query: DriverQuery,
  session: ControlledSession,
  actor: Actor,
  readLimitMs: number,
): void {
  const { submit, handleReadyForQuery, handleError } = query;
  const statement: Statement = {
    text: textOf(query),
    values: query.values ?? [],
  };
  const call = !session.open && mayBegin(statement) ? callHere() : undefined;
  const asked = noteCall(actor);
  // The connection may end before the query is sent: then this is its reply.
  let early: Reply | undefined;
  let done = (reply: Reply) => {
    early = reply;
  };
  let deliver = () => {};
  let parked: Operation | undefined;

  query.submit = (connection) => {
    const refusal = actor.controller.refusal();
    if (refusal) return refusal;
    const operation: Operation = {
      kind: 'sql',
      text: operationText(statement),
      sent: statement,
      call: asked,
      sql: summaryOf(statement, session.catalog, session.transaction),
      session,
      ...(readLimitMs > 0 && { readLimitMs }),
      footprint: () => footprintOf(statement, session.transaction, session.catalog),
      perform: () =>
        new Promise<Reply>((resolve) => {
          done = resolve;
          session.client = actor.client;
          if (early) return resolve(early);
          const failed = submit.call(query, connection);
          if (failed) query.handleError(failed, connection);
        }),
      deliver: () => deliver(),
    };
    parked = operation;
    // The connection may be free only after another client's reply, and then in that client's context.
    runAs(actor, () => actor.controller.park(operation, actor));
    return null;
  };

  query.handleReadyForQuery = (connection) => {
    const { rows, rowCount } = resultOf(query);
    const answer = answerOf({ rowCount: rowCount ?? undefined, rows }, parked ?? {});
    session.completed(statement, { call, ...answer });
    deliver = () => handleReadyForQuery.call(query, connection);
    if (actor.controller.isOver) deliver();
    else done({ rows: rows?.map(copyOf), rowCount: rowCount ?? undefined });
  };

  query.handleError = (error, connection) => {
    const complete = () => {
      session.completed(statement, { error, call });
      deliver = () => handleError.call(query, error, connection);
      // No move lets it go any more: its code goes on, and gives its connection back.
      if (actor.controller.isOver) {
        noteCaused(error);
        return deliver();
      }
      done({ error: { message: error.message, code: error.code } });
      // The connection of a crashed instance: its code hears of it when that does no harm any more.
      if (session.isDropped) whenOver(actor.controller, deliver);
    };
    // After an error of the server comes ReadyForQuery; after a broken connection comes nothing.
    if (error.severity === 'ERROR') session.whenReady(complete);
    else complete();
  };
}

/** Sends a query at once; nothing is at rest until it is answered. */
export function countAsWork(query: DriverQuery, { controller }: Actor): void {
  const { handleReadyForQuery, handleError } = query;
  let isPending = true;
  const done = () => {
    if (isPending) controller.busy(-1);
    isPending = false;
  };
  controller.busy(1);
  query.handleReadyForQuery = (connection) => {
    done();
    handleReadyForQuery.call(query, connection);
  };
  query.handleError = (error, connection) => {
    done();
    handleError.call(query, error, connection);
  };
}

/** The code under test is handed these very rows, and may change them. */
function copyOf(row: Record<string, unknown>): Record<string, unknown> {
  const nested = Object.values(row).some((value) => typeof value === 'object' && value !== null);
  if (nested) return structuredClone(row);
  return Array.isArray(row) ? (row.slice() as unknown as typeof row) : { ...row };
}
