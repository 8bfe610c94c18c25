import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { certainFrom } from '../../src/run/certain.ts';
import { damageOf } from '../../src/run/damage.ts';
import { type Line, linesOf } from '../../src/run/lines.ts';
import { useLook } from './look.ts';

/** The run as a table: a lane for each client, a row for each operation. */
export function Grid() {
  const { recording, chances, view, act, point } = useLook();
  const { walk, cursor, playing } = view;
  const [inSql, setInSql] = useState(false);
  const lines = useMemo(() => linesOf(recording, walk), [recording, walk]);
  const damage = damageOf(recording, walk);
  const certain = playing ? undefined : certainFrom(walk, chances);
  const clients = recording.clients.map(({ name }) => name);
  const current = useRef<HTMLTableRowElement>(null);
  const lastOf = Object.fromEntries(
    clients.map((name) => [name, lines.findLastIndex((line) => line.client === name)]),
  );
  useEffect(() => {
    const row = current.current;
    const box = row?.closest('.rows');
    if (!row || !box) return;
    // What comes of the turn belongs to it: an answer, or a client that goes on.
    const last = [...box.querySelectorAll<HTMLElement>('tr.here')].at(-1) ?? row;
    const [top, bottom] = [row.offsetTop - 64, last.offsetTop + last.offsetHeight + 32];
    if (bottom > box.scrollTop + box.clientHeight) box.scrollTop = bottom - box.clientHeight;
    if (top < box.scrollTop) box.scrollTop = top;
  }, [cursor, walk]);
  return (
    <>
      <header>
        <h2 id="grid">{playing ? 'So far' : 'The run'}</h2>
        <button type="button" class="small" aria-pressed={inSql} onClick={() => setInSql(!inSql)}>
          as SQL
        </button>
      </header>
      <div class="rows scroll" tabIndex={0}>
        <table class="lanes" onMouseLeave={() => point?.(undefined)}>
          <thead>
            <tr>
              <td />
              {recording.clients.map(({ name, instance, requests, secondTryOf }) => (
                <th scope="col" class={`of-${name}`} key={name}>
                  <span class="client">{name}</span>{' '}
                  <span class="asks">
                    {secondTryOf && `again for ${secondTryOf}: `}
                    {requests.join(', then ')}
                    {recording.race.instances > 1 && <small> instance {instance + 1}</small>}
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((line, at) => {
              const isTurn = line.kind === 'turn';
              const here = isTurn && line.turn === cursor;
              const classes = [
                isTurn && 'turn',
                line.turn > cursor && 'ahead-of-cursor',
                line.turn === cursor && 'here',
                isTurn && line.turn === damage && 'damage',
              ];
              return (
                <tr
                  key={at}
                  ref={here ? current : undefined}
                  class={classes.filter(Boolean).join(' ')}
                  aria-current={here ? 'step' : undefined}
                  onClick={() => act({ do: 'go', to: line.turn })}
                  onMouseMove={({ movementX, movementY }) => {
                    // The run may move under a hand that lies still, and that is no pointing.
                    if (movementX !== 0 || movementY !== 0) point?.(line.turn);
                  }}
                >
                  {isTurn ? (
                    <th scope="row" class="at">
                      {line.turn}
                      {line.turn === damage && (
                        <span class="mark" title="does the damage">
                          ▶<span class="hidden"> does the damage</span>
                        </span>
                      )}
                    </th>
                  ) : (
                    <td class="at" />
                  )}
                  {clients.map((name) => (
                    <td
                      key={name}
                      class={laneClass(line, name, lines[at - 1], at === lastOf[name])}
                    >
                      {name === line.client && <Caption line={line} inSql={inSql} />}
                      {isTurn &&
                        name === line.client &&
                        line.turn === certain &&
                        certain !== damage && (
                          <span class="certain">from here every order breaks</span>
                        )}
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
        {walk.length === 0 && <p class="empty">No client has moved yet. Choose who goes.</p>}
      </div>
    </>
  );
}

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
