import type { Recording } from '@workbook/recording';
import { ordersFrom } from '@workbook/recording/walk';
import { useEffect, useMemo, useReducer } from 'preact/hooks';
import { CodePanel } from './code.tsx';
import { Compare } from './compare.tsx';
import { Endings } from './endings.tsx';
import { Explain } from './explain.tsx';
import { Grid } from './grid.tsx';
import { LiveRegion } from './live-region.tsx';
import { LookContext } from './look.ts';
import { Now } from './now.tsx';
import { Orders } from './orders.tsx';
import { addressOf, reducer, viewAt } from './state.ts';
import { Storage } from './storage.tsx';
import { Transport } from './transport.tsx';
import { Try } from './try.tsx';
import { useAddress } from './use-address.ts';
import { useCommand } from './use-command.ts';
import { usePointing } from './use-pointing.ts';
import { useRunning } from './use-running.ts';

interface AppProps {
  readonly recording: Recording;
  /** Whether it is the reader's own code: then the address names the race, too. */
  readonly isMine?: boolean;
}

/** A race on a step: ten views of one run, which all follow one cursor. */
export function App({ recording, isMine = false }: AppProps) {
  const chances = ordersFrom(recording);
  const reduce = useMemo(() => reducer(recording, chances), [recording, chances]);
  const base = isMine ? `#${recording.race.id}/` : '#';
  const moment = () => (location.hash.startsWith(base) ? location.hash.slice(base.length) : '');
  const [{ view, past }, act] = useReducer(reduce, undefined, () => ({
    view: viewAt(recording, chances, moment()),
    past: [],
  }));
  const { playing } = view;
  const { running, toggle } = useRunning(view, act);

  useCommand(recording, view);
  useAddress(base + addressOf(view));

  useEffect(() => {
    const come = () => act({ do: 'address', hash: moment() });
    addEventListener('hashchange', come);
    return () => removeEventListener('hashchange', come);
  }, []);

  const { look, pointed } = usePointing(
    useMemo(() => ({ recording, chances, view, act, isMine }), [recording, chances, view, isMine]),
  );
  return (
    <LookContext.Provider value={look}>
      <Transport running={running} toggle={toggle} />
      <div class="desk">
        <section class="panel" aria-labelledby="grid">
          <Grid />
        </section>
        <div class="side">
          <LookContext.Provider value={pointed}>
            <Now />
            {!playing && <Storage />}
          </LookContext.Provider>
          <Try canUndo={past.length > 0 || (playing && view.walk.length > 0)} />
          {playing && <Storage />}
        </div>
      </div>
      {!playing && (
        <LookContext.Provider value={pointed}>
          <Orders />
        </LookContext.Provider>
      )}
      {!playing && <Endings />}
      <div class="two">
        <Explain />
        {!playing && <Compare />}
      </div>
      {!playing && (
        <LookContext.Provider value={pointed}>
          <CodePanel />
        </LookContext.Provider>
      )}
      <LiveRegion />
    </LookContext.Provider>
  );
}
