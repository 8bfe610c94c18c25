import type { Recording } from '@workbook/recording';
import type { LiveOrders, LiveRaceStanding } from '../../src/live/protocol.ts';
import { ask } from './server.ts';
import { useAsk } from './use-ask.ts';

interface AllOrdersProps {
  readonly race: string;
  readonly isMine: boolean;
  /** What the judge knows of the race on the learner's code. */
  readonly standing: LiveRaceStanding | undefined;
  readonly found: (all: Recording) => void;
}

const notYet = 'How many orders break from here is not known yet.';

const sentences: Readonly<Record<LiveRaceStanding, string>> = {
  possible:
    'How many orders break from here is not known: the judge has stopped at the first one that does.',
  prevented:
    'None of them breaks. The judge keeps only its verdict, so that they cannot be walked yet.',
  tried: notYet,
  waiting: notYet,
};

/** What is not known of a race that was run in one order only, and how the reader learns it. */
export function AllOrders({ race, isMine, standing, found }: AllOrdersProps) {
  const { busy, problem, run } = useAsk();
  const all = () =>
    run(async () => {
      const { recording } = await ask<LiveOrders>('orders', { race });
      found(recording);
    });
  return (
    <section class="panel" aria-labelledby="orders" aria-busy={busy}>
      <header>
        <h2 id="orders">All orders</h2>
        {isMine && (
          <button type="button" class="small" disabled={busy} onClick={all}>
            Run all of them
          </button>
        )}
      </header>
      <p>
        {isMine
          ? sentences[standing ?? 'waiting']
          : 'How many orders break from here is not known: this race has too many of them to run each.'}
      </p>
      {busy && (
        <p class="source" role="status">
          Running all of them on your code. It may take a minute; a save stops it.
        </p>
      )}
      {problem}
    </section>
  );
}
