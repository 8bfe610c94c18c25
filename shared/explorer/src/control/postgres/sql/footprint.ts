import {
  type Footprint,
  type Mode,
  nothing,
  readsAnything,
  touchesAnything,
  type Use,
  union,
} from '../../../model/footprint.ts';
import { effectOf, rowOf, type Statement, sequenceIn, tableOf } from './statement.ts';
import { advisoryLock, type TransactionState, withMode } from './transaction.ts';

/**
 * What a statement touches when it is sent by a session in this state: the relation was measured
 * against the full search, statement by statement. A plain SELECT conflicts with the COMMIT of what
 * it reads, not with the UPDATE before; under REPEATABLE READ the first statement takes the
 * snapshot; a session that already holds a lock may close a deadlock, so its next lock conflicts
 * with every other lock of that table. A statement that fails gives back at once all that its
 * transaction holds, and whether it fails is not known before; under SERIALIZABLE, the one that
 * commits first decides which one fails.
 */
export function footprintOf(statement: Statement, session: TransactionState): Footprint {
  const effect = effectOf(statement.text);
  if (effect === 'begin' || effect === 'savepoint' || effect === 'set') return nothing;
  if (effect === 'unknown') return touchesAnything;
  const release = withMode('release', session.locked);
  const takesSnapshot = session.isolation === 'repeatable read' && !session.snapshotTaken;
  // What is read is remembered until the end under SERIALIZABLE, but readers do not meet each other.
  if (effect === 'select' && (takesSnapshot || session.isolation === 'serializable'))
    return union(readsAnything, release);
  if (takesSnapshot && effect !== 'commit' && effect !== 'rollback') return touchesAnything;
  if (session.isolation === 'serializable') return touchesAnything;
  if (effect === 'commit') return union(withMode('publish', session.written), release);
  if (effect === 'rollback') return release;
  if (effect === 'advisory-lock') {
    const { key, ...all } = advisoryLock(statement);
    if (key !== undefined && session.open && session.locked.length === 0) return [{ ...all, key }];
    // It may be given back just as well.
    return union([all, { ...all, mode: 'release' }], release);
  }
  if (effect === 'next-value') {
    const sequence: Use = { mode: 'write', scope: `sequence ${sequenceIn(statement.text)}` };
    return union([sequence], release);
  }

  const scope = tableOf(statement.text);
  if (scope === undefined) return touchesAnything;
  const key = rowOf(statement);
  const use = (mode: Mode, whole = key === undefined): Use =>
    whole ? { mode, scope } : { mode, scope, key: key as string };
  if (effect === 'select') return union([use('read')], release);
  // Readers do not wait for a locked table, except in the strictest mode, which is the usual one.
  if (effect === 'lock-table') return union([use('lock'), use('write')], release);
  const lock = use('lock', key === undefined || session.locked.length > 0);
  if (session.open) return union([lock], release);
  return [lock, use(effect === 'lock-rows' ? 'read' : 'write')];
}
