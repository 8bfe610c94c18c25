import assert from 'node:assert/strict';
import { it } from 'node:test';
import { AdvisoryLocks } from '../../../src/control/postgres/advisory-locks.ts';

/** Whether a session may hold a lock of its own that was told so. */
function mayHold(...texts: readonly string[]): boolean {
  const locks = new AdvisoryLocks();
  for (const text of texts) locks.note(text);
  return locks.mayBeHeld;
}

it('an advisory lock of a session lasts until it is given back, by its number or with all others', () => {
  const taken = 'select pg_try_advisory_lock(9)';
  assert.deepEqual(
    {
      'nothing taken': mayHold('select 1'),
      'one of the transaction': mayHold('select pg_advisory_xact_lock(9)'),
      taken: mayHold(taken),
      'taken and given back': mayHold(taken, 'select pg_advisory_unlock(9)'),
      'taken twice, given back once': mayHold(taken, taken, 'select pg_advisory_unlock(9)'),
      'all given back': mayHold(taken, taken, 'select pg_advisory_unlock_all()'),
      'all discarded': mayHold(taken, 'discard all'),
    },
    {
      'nothing taken': false,
      'one of the transaction': false,
      taken: true,
      'taken and given back': false,
      'taken twice, given back once': true,
      'all given back': false,
      'all discarded': false,
    },
  );
});
