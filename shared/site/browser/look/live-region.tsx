import { positionAt } from '../../src/run/walk.ts';
import { chanceText } from './chance-text.ts';
import { useLook } from './look.ts';

/** Reads the operation under the cursor to those who do not see it: the only part of the page that speaks by itself. */
export function LiveRegion() {
  const { recording, chances, view } = useLook();
  const { walk, cursor, playing } = view;
  const position = positionAt(walk, cursor);
  const turn = walk[cursor - 1]?.turn;
  const end = recording.positions[position]?.end;
  const violation = end === undefined ? undefined : recording.ends[end]?.violation;
  const said = turn
    ? `Line ${cursor}, ${turn.client}: ${turn.words}${turn.reply ? `, ${turn.reply}` : ''}.`
    : 'The beginning.';
  const after =
    end === undefined
      ? playing
        ? ''
        : chanceText(chances[position])
      : violation
        ? `It breaks: ${violation}.`
        : 'It ends well.';
  return (
    <p class="hidden" role="status" aria-live="polite">
      {said} {after}
    </p>
  );
}
