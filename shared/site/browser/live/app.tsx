import { useEffect, useState } from 'preact/hooks';
import type { LiveFailure, LiveState } from '../../src/live/protocol.ts';
import { Attempt } from './attempt.tsx';
import { useMoment } from './moment.ts';
import { Play } from './play.tsx';
import { listen } from './server.ts';

interface LiveAppProps {
  readonly step: string;
  readonly race?: string | undefined;
  readonly isMine: boolean;
}

/** What is executed while the page is open: the learner's attempt, or a race on finished code. */
export function LiveApp({ step, race, isMine }: LiveAppProps) {
  if (!isMine && race) return <LiveRace step={step} race={race} />;
  return <LiveAttempt step={step} />;
}

function LiveRace({ step, race }: { readonly step: string; readonly race: string }) {
  const [moment] = useMoment();
  return <Play step={step} race={race} isMine={false} moment={moment} />;
}

function LiveAttempt({ step }: { readonly step: string }) {
  const [state, setState] = useState<LiveState>();
  const [failure, setFailure] = useState<LiveFailure>(null);
  const [isThere, setThere] = useState(true);
  useEffect(
    () =>
      listen({
        state: setState,
        failure: setFailure,
        connected: setThere,
      }),
    [],
  );
  return (
    <>
      {!isThere && (
        <p class="panel bad" role="status">
          The command does not answer. <code>npx workbook web</code> begins again.
        </p>
      )}
      {state ? (
        <Attempt page={step} state={state} failure={failure} />
      ) : (
        <p class="note">Waiting for the judge …</p>
      )}
    </>
  );
}
