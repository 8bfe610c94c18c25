import { memo } from 'preact/compat';
import type { Line } from '../../src/run/lines.ts';
import type { Look } from './look.ts';

interface RowProps extends Pick<Look, 'act' | 'point'> {
  readonly line: Line;
  readonly before: Line | undefined;
  /** In the order of their columns. */
  readonly clients: readonly string[];
  /** Whether its client has no line after it. */
  readonly ends: boolean;
  readonly isPast: boolean;
  readonly isHere: boolean;
  readonly isDamage: boolean;
  /** Whether every order breaks the race from here on. */
  readonly isCertain: boolean;
  readonly inSql: boolean;
}

/** A line of the run. At a step of the cursor few of them change, and the others are not drawn again. */
export const Row = memo((props: RowProps) => {
  const { line, before, clients, ends, isPast, isHere, isDamage, isCertain, inSql } = props;
  const isTurn = line.kind === 'turn';
  const classes = [
    isTurn && 'turn',
    !isPast && 'ahead-of-cursor',
    isHere && 'here',
    isTurn && isDamage && 'damage',
  ];
  return (
    <tr
      class={classes.filter(Boolean).join(' ')}
      aria-current={isTurn && isHere ? 'step' : undefined}
      onClick={() => props.act({ do: 'go', to: line.turn })}
      onMouseMove={({ movementX, movementY }) => {
        // The run may move under a hand that lies still, and that is no pointing.
        if (movementX !== 0 || movementY !== 0) props.point?.(line.turn);
      }}
    >
      {isTurn ? (
        <th scope="row" class="at">
          {line.turn}
          {isDamage && (
            <span class="mark" title="does the damage">
              ▶<span class="hidden"> does the damage</span>
            </span>
          )}
        </th>
      ) : (
        <td class="at" />
      )}
      {clients.map((name) => (
        <td key={name} class={laneClass(line, name, before, ends && name === line.client)}>
          {name === line.client && <Caption line={line} inSql={inSql} />}
          {isTurn && isCertain && name === line.client && (
            <span class="certain">from here every order breaks</span>
          )}
        </td>
      ))}
    </tr>
  );
});

function Caption({ line, inSql }: { readonly line: Line; readonly inSql: boolean }) {
  const { kind, text, words, reply, waitsFor } = line;
  if (kind === 'answer') {
    const [, code = '', rest] = /^= (\d+)? ?(.*)$/s.exec(text) ?? [];
    return (
      <span class={`answer ${Number(code) < 400 ? 'done' : 'refused'}`}>
        <b>{code}</b> {rest}
      </span>
    );
  }
  const said = kind === 'turn' && !inSql ? words : text;
  return (
    <span class={kind === 'turn' ? 'op' : 'also'}>
      {said}
      {reply && <span class="reply"> → {reply}</span>}
      {waitsFor && (
        <span class="holder">
          waits
          {waitsFor.length > 0 && (
            <>
              {' '}
              for{' '}
              {waitsFor.map((name) => (
                <b class={`of-${name}`} key={name}>
                  {name}
                </b>
              ))}
            </>
          )}
        </span>
      )}
    </span>
  );
}

function laneClass(line: Line, name: string, before: Line | undefined, isLast: boolean): string {
  const lane = line.lanes[name];
  if (!lane) return '';
  const { begun, over, transaction, waits } = lane;
  const own = line.client === name;
  const wasBegun = before?.lanes[name]?.begun ?? false;
  const on = begun && (!over || isLast || own);
  return [
    `lane of-${name}`,
    on && 'on',
    begun && !wasBegun && 'first',
    isLast && over && 'last',
    own && 'has',
    transaction !== 'none' && 'tx',
    transaction === 'begins' && 'tx-begins',
    transaction === 'ends' && 'tx-ends',
    waits && 'waits',
  ]
    .filter(Boolean)
    .join(' ');
}
