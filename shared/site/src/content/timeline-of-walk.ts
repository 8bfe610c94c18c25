import type { Recording } from '@workbook/recording';
import { linesOf } from '../run/lines.ts';
import type { Walk } from '../run/walk.ts';
import type { TimelineInText } from './timeline-in-text.ts';

/** A recorded run as a timeline, in the terminal's words. */
export function timelineOf(
  recording: Recording,
  walk: Walk,
  damage: number | undefined,
): TimelineInText {
  const clients = recording.clients.map(({ name }) => name);
  const rows = linesOf(recording, walk).map((line) => {
    const waits = line.waitsFor?.length ? ` … waits for ${line.waitsFor.join(', ')}` : '';
    const text = `${line.text}${line.reply ? ` → ${line.reply}` : ''}${waits}`;
    const isTurn = line.kind === 'turn';
    return {
      turn: isTurn ? line.turn : undefined,
      damage: isTurn && line.turn === damage,
      captions: clients.map((name) => (name === line.client ? text : '')),
    };
  });
  return { heading: recording.race.name, clients, rows, schedule: undefined };
}
