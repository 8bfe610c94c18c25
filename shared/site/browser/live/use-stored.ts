import type { Recording } from '@workbook/recording';
import { useEffect, useState } from 'preact/hooks';
import type { LiveFailure, LiveRun } from '../../src/live/protocol.ts';
import { scheduleIn, wholeWalk } from './one-walk.ts';
import { ask } from './server.ts';

/** What is shown of a run that fails: the judge knows its turns. */
export type Failing = Pick<LiveRun, 'recording'> & Partial<Pick<LiveRun, 'isSeen'>>;

/**
 * The run that fails, as the judge has found it; and as soon as it was made once more, with what is stored at each
 * moment of it: a verdict does not wait for that.
 */
export function useStored(failure: LiveFailure, step: string): Failing | undefined {
  const [again, setAgain] = useState<LiveRun>();
  useEffect(() => {
    if (!failure) return;
    const race = failure.recording.race.id;
    const schedule = scheduleIn(failure.recording);
    ask<LiveRun>('play', { step, race, code: 'mine', schedule }).then(
      setAgain,
      // It is whole without that, and another save may have come in between.
      () => {},
    );
  }, [failure]);
  if (!failure) return undefined;
  if (!again || tells(again.recording) !== tells(failure.recording)) return failure;
  return { recording: again.recording, isSeen: again.isSeen };
}

/** What the turns of a run say: code that was saved in between may do something else. */
function tells(recording: Recording): string {
  const lines = wholeWalk(recording)
    .map(({ turn: { move, caption } }) => `${move} ${caption}`)
    .join('\n');
  return `${recording.race.id}\n${lines}`;
}
