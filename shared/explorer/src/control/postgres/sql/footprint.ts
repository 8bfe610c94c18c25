import {
  asksInTurn,
  type Footprint,
  onFailure,
  readsAnything,
  touchesAnything,
  union,
} from '../../../model/footprint.ts';
import { asIfItNeverFailed } from '../../../model/in-turn.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { readingOf } from './reading.ts';
import type { Statement } from './terms.ts';
import { touchedBy } from './touched.ts';
import {
  advisoryLock,
  givenBack,
  lockedSince,
  type TransactionState,
  withMode,
} from './transaction.ts';

/**
 * What a statement touches when it is sent by a session in this state: the relation was measured
 * against the full search, statement by statement. A plain SELECT conflicts with the COMMIT of what
 * it reads, not with the UPDATE before; under REPEATABLE READ the first statement takes the
 * snapshot. A statement that fails gives back at once all that its
 * transaction holds, and whether it fails is known only afterwards; under SERIALIZABLE, the one that
 * commits first decides which one fails. What is not understood, of the text or of the tables that it
 * names, may touch everything.
 */
export function footprintOf(
  statement: Statement,
  session: TransactionState,
  catalog: Catalog,
): Footprint {
  const { effect, sequence, savepoint } = readingOf(statement.text);
  if (effect === 'unknown') return touchesAnything;
  const isolation = session.open || catalog.readsCommitted ? session.isolation : 'serializable';
  const release = withMode('release', session.locked);
  const releaseIfFailing = onFailure(release);
  if (['begin', 'savepoint', 'release-savepoint', 'set'].includes(effect)) return releaseIfFailing;
  const takesSnapshot = isolation === 'repeatable read' && !session.snapshotTaken;
  const takesTurns = session.open && isolation === 'read committed';
  const { lockedForUpdate: held, written } = session;
  const touched = touchedBy(statement, catalog, { held, written, takesTurns });
  // What is read is remembered until the end under SERIALIZABLE, but readers do not meet each other.
  if (effect === 'select' && touched && (takesSnapshot || isolation === 'serializable'))
    return union(readsAnything, releaseIfFailing);
  if (takesSnapshot && effect !== 'commit' && effect !== 'rollback') return touchesAnything;
  if (isolation === 'serializable') return touchesAnything;
  if (effect === 'commit')
    return union(
      givenBack('publish', session.written, session),
      givenBack('release', session.locked, session),
    );
  if (effect === 'rollback') return givenBack('release', session.locked, session);
  if (effect === 'rollback-to')
    return givenBack('release', lockedSince(savepoint, session), session);
  if (effect === 'advisory-lock') {
    const { key, ...all } = advisoryLock(statement);
    if (key !== undefined && session.open && session.locked.length === 0) return [{ ...all, key }];
    // It may be given back just as well.
    return union([all, { ...all, mode: 'release' }], releaseIfFailing);
  }
  if (effect === 'next-value') {
    const scope = sequence && catalog.sequence(sequence);
    return scope === undefined
      ? touchesAnything
      : union([{ mode: 'write', scope }], releaseIfFailing);
  }
  if (!touched || (touched.atCommit && !session.open)) return touchesAnything;

  const reads = withMode('read', touched.reads);
  const atOnce = withMode('write', touched.atOnce);
  const keeps = withMode('hold', touched.keeps);
  const locks = withMode('lock', touched.locks);
  if (effect === 'select') return union(reads, locks, releaseIfFailing);
  const writes = withMode('write', touched.writes);
  if (effect === 'lock-table') return union(locks, writes, releaseIfFailing);
  if (asksInTurn(locks)) return union(locks, reads, asIfItNeverFailed(releaseIfFailing));
  if (session.open) return union(locks, keeps, atOnce, reads, releaseIfFailing);
  return union(locks, keeps, reads, writes, atOnce);
}
