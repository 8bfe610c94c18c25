import type { Operation, Reply } from '../../model/operation.ts';
import { type Actor, runAs } from '../actor.ts';
import { callHere, noteCall } from '../call-sites.ts';
import type { ControlledSession } from './controlled-session.ts';
import { type DriverQuery, resultOf } from './driver.ts';
import { operationText } from './operation-text.ts';
import { footprintOf } from './sql/footprint.ts';
import { summaryOf } from './sql/statement.ts';
import type { Statement } from './sql/terms.ts';
import { mayBegin } from './sql/transaction.ts';

/**
 * Changes a query so that it is sent when the scheduler lets its client go, and hands its reply over
 * when the scheduler delivers it.
 */
export function holdBack(query: DriverQuery, session: ControlledSession, actor: Actor): void {
  const { submit, handleReadyForQuery, handleError } = query;
  const statement: Statement = {
    text: (query.text ?? query.cursor?.text ?? '').trim(),
    values: query.values ?? [],
  };
  const call = !session.open && mayBegin(statement) ? callHere() : undefined;
  noteCall(actor);
  let done: (reply: Reply) => void = () => {};
  let deliver = () => {};

  query.submit = (connection) => {
    const operation: Operation = {
      kind: 'sql',
      text: operationText(statement),
      sql: summaryOf(statement, session.catalog),
      session,
      footprint: () => footprintOf(statement, session.transaction, session.catalog),
      perform: () =>
        new Promise<Reply>((resolve) => {
          done = resolve;
          session.client = actor.client;
          const failed = submit.call(query, connection);
          if (failed) query.handleError(failed, connection);
        }),
      deliver: () => deliver(),
    };
    // The connection may be free only after another client's reply, and then in that client's context.
    runAs(actor, () => actor.controller.park(operation, actor));
    return null;
  };

  query.handleReadyForQuery = (connection) => {
    const { rows, rowCount } = resultOf(query);
    session.completed(statement, undefined, call);
    deliver = () => handleReadyForQuery.call(query, connection);
    done({ rows: rows?.map(copyOf), rowCount: rowCount ?? undefined });
  };

  query.handleError = (error, connection) => {
    const complete = () => {
      session.completed(statement, error, call);
      deliver = () => handleError.call(query, error, connection);
      done({ error: { message: error.message, code: error.code } });
    };
    // After an error of the server comes ReadyForQuery; after a broken connection comes nothing.
    if (error.severity === 'ERROR') session.whenReady(complete);
    else complete();
  };
}

/** The code under test is handed these very rows, and may change them. */
function copyOf(row: Record<string, unknown>): Record<string, unknown> {
  const nested = Object.values(row).some((value) => typeof value === 'object' && value !== null);
  if (nested) return structuredClone(row);
  return Array.isArray(row) ? (row.slice() as unknown as typeof row) : { ...row };
}
