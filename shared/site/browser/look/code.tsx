import { memo } from 'preact/compat';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { remember, remembered } from '../memory.ts';
import { useLook } from './look.ts';

/** The code that ran, with the line lit that each client has come from. */
export function CodePanel() {
  const { recording, view, isMine = false } = useLook();
  const { number } = recording.step;
  const key = `code.${number}`;
  const breaks = isMine || recording.counts.verdict === 'possible';
  const [open, setOpen] = useState(() => breaks || remembered(key) === 'open');
  const { walk, cursor } = view;
  const lit = useMemo(() => {
    const places = new Map<string, string[]>();
    for (const { name } of recording.clients) {
      const place = walk.slice(0, cursor).findLast(({ turn }) => turn.client === name)?.turn.place;
      if (place) places.set(place, [...(places.get(place) ?? []), name]);
    }
    return places;
  }, [walk, cursor]);
  const now = walk[cursor - 1]?.turn.place;
  const files = [...new Set([...lit.keys()].map((place) => place.replace(/:\d+$/, '')))];
  const shown = recording.files.filter(
    ({ name }) => files.includes(name) || (files.length === 0 && name === 'accounts.ts'),
  );
  return (
    <details
      class="panel source-code"
      open={open}
      onToggle={(event) => {
        setOpen(event.currentTarget.open);
        remember(key, event.currentTarget.open ? 'open' : '');
      }}
    >
      <summary>
        <h2>The code</h2>{' '}
        <span class="source">
          {isMine
            ? 'yours'
            : breaks
              ? `step ${number}, finished`
              : `it is the answer to step ${number}`}
        </span>
      </summary>
      {open &&
        shown.map((file) => (
          <Code key={file.name} name={file.name} text={file.text} lit={lit} now={now} />
        ))}
    </details>
  );
}

interface RowProps {
  readonly line: string;
  readonly number: number;
  /** The letters of the clients that come from here. */
  readonly by: string;
  readonly isNow: boolean;
}

function Row({ line, number, by, isNow }: RowProps) {
  return (
    <span class={`row ${by ? `is-lit of-${by[0]}` : ''} ${isNow ? 'now' : ''}`}>
      <span class="gutter">
        {by.split('').map((client) => (
          <b class={`of-${client}`} key={client}>
            {client}
          </b>
        ))}
        <span class="number">{number}</span>
      </span>
      <span class="text" dangerouslySetInnerHTML={{ __html: line || ' ' }} />
    </span>
  );
}

/** So many lines are compared as one. */
const perBlock = 20;

interface BlockProps {
  readonly lines: readonly string[];
  /** How many lines stand before it. */
  readonly above: number;
  /** Which of its lines are lit, and for whom: `3 A, 7 BC now`. */
  readonly lit: string;
}

/** Some lines of the code. At a step of the cursor few of them change, and the others are not drawn again. */
const Block = memo(({ lines, above, lit }: BlockProps) => {
  const marks = new Map(
    lit.split(', ').map((mark) => {
      const [number, by = '', now] = mark.split(' ');
      return [Number(number), { by, isNow: now !== undefined }] as const;
    }),
  );
  return lines.map((line, at) => {
    const number = above + at + 1;
    const { by = '', isNow = false } = marks.get(number) ?? {};
    return <Row key={at} line={line} number={number} by={by} isNow={isNow} />;
  });
});

interface CodeProps {
  readonly name: string;
  /** Its lines as HTML: the site's own build has escaped and coloured them. */
  readonly text: string;
  readonly lit: ReadonlyMap<string, readonly string[]>;
  readonly now: string | undefined;
}

function Code({ name, text, lit, now }: CodeProps) {
  const box = useRef<HTMLPreElement>(null);
  const blocks = useMemo(() => blocksOf(text), [text]);
  const marks = [...lit].flatMap(([place, clients]) => {
    const [file, number] = place.split(':');
    return file === name
      ? [
          {
            at: Number(number),
            mark: `${number} ${clients.join('')}${place === now ? ' now' : ''}`,
          },
        ]
      : [];
  });
  useLayoutEffect(() => {
    const line = box.current?.querySelector<HTMLElement>('.now');
    if (line && box.current) box.current.scrollTop = line.offsetTop - box.current.clientHeight / 3;
  }, [now]);
  return (
    <>
      <h3>{name}</h3>
      <pre class="code lit" tabIndex={0} ref={box}>
        <code>
          {blocks.map((lines, block) => (
            <Block
              key={block}
              lines={lines}
              above={block * perBlock}
              lit={marks
                .filter(({ at }) => Math.floor((at - 1) / perBlock) === block)
                .map(({ mark }) => mark)
                .join(', ')}
            />
          ))}
        </code>
      </pre>
    </>
  );
}

function blocksOf(text: string): readonly (readonly string[])[] {
  const lines = text.split('\n');
  const count = Math.ceil(lines.length / perBlock);
  return Array.from({ length: count }, (_, block) =>
    lines.slice(block * perBlock, (block + 1) * perBlock),
  );
}
