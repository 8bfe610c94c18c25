import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { certainFrom } from '../../src/run/certain.ts';
import { damageOf } from '../../src/run/damage.ts';
import { linesOf } from '../../src/run/lines.ts';
import { Row } from './grid-row.tsx';
import { useLook } from './look.ts';

/** The run as a table: a lane for each client, a row for each operation. */
export function Grid() {
  const { recording, chances, view, act, point } = useLook();
  const { walk, cursor, playing } = view;
  const [inSql, setInSql] = useState(false);
  const lines = useMemo(() => linesOf(recording, walk), [recording, walk]);
  const damage = damageOf(recording, walk);
  const certain = playing ? undefined : certainFrom(walk, chances);
  const rows = useRef<HTMLDivElement>(null);
  const clients = useMemo(() => recording.clients.map(({ name }) => name), [recording]);
  const lastOf = useMemo(
    () =>
      Object.fromEntries(
        clients.map((name) => [name, lines.findLastIndex((line) => line.client === name)]),
      ),
    [clients, lines],
  );
  // Before it is drawn, so that a step is drawn once.
  useLayoutEffect(() => {
    const box = rows.current;
    const row = box?.querySelector<HTMLElement>('tr[aria-current]');
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
      <div class="rows scroll" tabIndex={0} ref={rows}>
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
            {lines.map((line, at) => (
              <Row
                key={at}
                line={line}
                before={lines[at - 1]}
                clients={clients}
                ends={lastOf[line.client] === at}
                isPast={line.turn <= cursor}
                isHere={line.turn === cursor}
                isDamage={line.turn === damage}
                isCertain={line.turn === certain && certain !== damage}
                inSql={inSql}
                act={act}
                point={point}
              />
            ))}
          </tbody>
        </table>
        {walk.length === 0 && <p class="empty">No client has moved yet. Choose who goes.</p>}
      </div>
    </>
  );
}
