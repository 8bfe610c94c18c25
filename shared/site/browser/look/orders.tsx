import { memo } from 'preact/compat';
import { useMemo, useState } from 'preact/hooks';
import { whyImpossible } from '../../src/run/impossible.ts';
import { type Layout, layoutOf, type Point } from '../../src/run/layout.ts';
import { whole } from '../../src/run/whole.ts';
import { chanceText } from './chance-text.ts';
import { counted, useLook } from './look.ts';

/** What the kinds of threads say. */
const threads = {
  bad: 'every order from here breaks',
  open: 'not decided',
  good: 'every order from here is right',
} as const;

/** All orders: each thread that goes to the right is one, and its end says how it ends. */
export function Orders() {
  const { recording, chances, view, act } = useLook();
  const layout = useMemo(() => layoutOf(recording, chances), [recording, chances]);
  const { walk, cursor } = view;
  const { orders, breaking, impossible, complete } = recording.counts;
  const start = layout.points[0];
  const points = [start, ...walk.map(({ to }) => layout.points[to])];
  const here = points[cursor];
  const [there, setThere] = useState<number>();
  const under = (event: MouseEvent) => {
    const box = (event.currentTarget as SVGElement).getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * layout.width;
    const y = ((event.clientY - box.top) / box.height) * layout.height;
    return nearest(layout, { x, y });
  };
  const near = there === undefined ? undefined : layout.points[there];
  return (
    <section class="panel orders" aria-labelledby="orders">
      <header>
        <h2 id="orders">
          {complete
            ? `All ${counted(orders, 'order')}`
            : `${counted(orders, 'order')} that were run`}
        </h2>
        <ul class="legend">
          {(['bad', 'open', 'good'] as const)
            .filter((kind) => layout.threads[kind] !== '')
            .map((kind) => (
              <li key={kind}>
                <svg class={`key ${kind}`} viewBox="0 0 24 8" aria-hidden="true">
                  <path d="M0 4H24" />
                </svg>{' '}
                {threads[kind]}
              </li>
            ))}
        </ul>
      </header>
      <svg
        class="graph"
        viewBox={`0 0 ${layout.width} ${layout.height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${whole(breaking)} of ${counted(orders, 'order')} break the race. The buttons under “From here” lead through the same orders.`}
        onClick={(event) => act({ do: 'reach', position: under(event) })}
        onMouseMove={(event) => setThere(under(event))}
        onMouseLeave={() => setThere(undefined)}
      >
        <Threads layout={layout} />
      </svg>
      <svg
        class="marks"
        viewBox={`0 0 ${layout.width} ${layout.height}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        <path class="later" d={lineOf(points.slice(cursor))} />
        {points.slice(1, cursor + 1).map((point, at) => (
          <path
            key={at}
            class={`taken of-${walk[at]?.turn.client}`}
            d={lineOf([points[at], point])}
          />
        ))}
        {near && <path class="near" d={`M${near.x} ${near.y}h0`} />}
        {here && <path class="cursor" d={`M${here.x} ${here.y}h0`} />}
        {here && <path class="cursor-inside" d={`M${here.x} ${here.y}h0`} />}
      </svg>
      <p class="source there" aria-hidden="true">
        {there === undefined
          ? 'Point at a thread to see what is certain there, and click to go there.'
          : chanceText(chances[there], recording.positions[there]?.end !== undefined)}
      </p>
      <p class="source">
        Time goes to the right
        {recording.clients.length > 1 && (
          <>
            ; a turn of <b class="of-A">A</b> goes up, one of{' '}
            <b class={`of-${recording.clients.at(-1)?.name}`}>{recording.clients.at(-1)?.name}</b>{' '}
            down
          </>
        )}
        .
        {impossible > 0 &&
          ` ${counted(impossible, 'more order')} cannot happen, ${whyImpossible(recording)}.`}
        {!complete && ' There are more than these: the search has ended when it had seen enough.'}
      </p>
    </section>
  );
}

/** Drawn once: the cursor moves on top of it. */
const Threads = memo(({ layout }: { readonly layout: Layout }) => (
  <g>
    <path class="thread good" d={layout.threads.good} />
    <path class="thread open" d={layout.threads.open} />
    <path class="thread bad" d={layout.threads.bad} />
    {(['good', 'bad'] as const).map((kind) => (
      <path
        key={kind}
        class={`end ${kind}`}
        d={layout.ends
          .filter((end) => end.kind === kind)
          .map(({ at }) => `M${at.x} ${at.y}h0`)
          .join('')}
      />
    ))}
  </g>
));

function lineOf(points: readonly (Point | undefined)[]): string {
  let line = '';
  let last: Point | undefined;
  for (const point of points) {
    if (!point) break;
    const middle = last && Math.round((last.x + point.x) / 2);
    line += last
      ? `C${middle} ${last.y} ${middle} ${point.y} ${point.x} ${point.y}`
      : `M${point.x} ${point.y}`;
    last = point;
  }
  return line;
}

function nearest({ points }: Layout, to: Point): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  points.forEach((point, at) => {
    if (!point) return;
    const distance = (point.x - to.x) ** 2 + (point.y - to.y) ** 2;
    if (distance < least) [best, least] = [at, distance];
  });
  return best;
}
