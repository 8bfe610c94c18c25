import type { LiveFailure, LiveProblem, LiveState } from '../../src/live/protocol.ts';
import { remember, remembered } from '../memory.ts';

/** Whether these pages are served beside a judge. */
export const isLive = document.documentElement.dataset.live !== undefined;

/** The steps that are green, as the judge's progress has them. */
export const greenSteps: readonly string[] = (document.documentElement.dataset.live ?? '')
  .split(' ')
  .filter(Boolean);

let token = remembered('token') ?? '';

/** Keeps what the start-up address carries, and takes it out of the address: it is not to be passed on. */
export function keepToken(): void {
  const [, given] = /^#token=([\w-]+)$/.exec(location.hash) ?? [];
  if (!isLive || given === undefined) return;
  token = given;
  remember('token', given);
  history.replaceState(null, '', location.pathname);
}

/** Something that cannot be done, in one sentence. */
export class Refused extends Error {}

/** Asks the server for something. Throws `Refused`. */
export async function ask<Answer extends object>(name: string, body: object): Promise<Answer> {
  let answer: Answer | LiveProblem;
  try {
    const response = await fetch(`${document.documentElement.dataset.root ?? ''}live/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'workbook-token': token },
      body: JSON.stringify(body),
    });
    answer = await response.json();
  } catch {
    throw new Refused('the command has ended: npx workbook web begins again');
  }
  if ('problem' in answer) throw new Refused(answer.problem);
  return answer;
}

/** What is heard of the attempt. */
export interface Heard {
  readonly state: (state: LiveState) => void;
  readonly failure: (failure: LiveFailure) => void;
  /** Whether the server is there. */
  readonly connected: (isThere: boolean) => void;
}

/** Listens to what the judge says, while the page is seen: a browser keeps few connections open. Returns what ends it. */
export function listen({ state, failure, connected }: Heard): () => void {
  let source: EventSource | undefined;
  const close = () => {
    source?.close();
    source = undefined;
  };
  const follow = () => {
    if (document.hidden) return close();
    if (source) return;
    source = new EventSource(`${document.documentElement.dataset.root ?? ''}live/events`);
    source.addEventListener('state', ({ data }) => state(JSON.parse(data)));
    source.addEventListener('failure', ({ data }) => failure(JSON.parse(data)));
    source.addEventListener('open', () => connected(true));
    source.addEventListener('error', () => connected(false));
  };
  document.addEventListener('visibilitychange', follow);
  addEventListener('pagehide', close);
  addEventListener('pageshow', follow);
  follow();
  return () => {
    document.removeEventListener('visibilitychange', follow);
    removeEventListener('pagehide', close);
    removeEventListener('pageshow', follow);
    close();
  };
}
