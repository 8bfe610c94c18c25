import type { RecordedTurn, Recording } from './format.ts';
import { wordsOf } from './words/words.ts';

/** The recording in the words of today: what was run is in it, so that nothing has to run for a better sentence. */
export function reworded(recording: Recording): Recording {
  return { ...recording, turns: recording.turns.map(rewordedTurn) };
}

/** What was sent with parameters is left as it is: the course's own code sends none. */
function rewordedTurn(turn: RecordedTurn): RecordedTurn {
  const { client, fault, kind, raw, parameters } = turn;
  if (raw === undefined || parameters !== undefined) return turn;
  const text = raw.replace(/\s+/g, ' ');
  return { ...turn, words: wordsOf({ kind, text, move: { client, ...(fault && { fault }) } }) };
}
