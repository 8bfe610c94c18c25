import type pg from 'pg';

/** What the server tells a session unasked, and during which turn of the run. */
export interface Heard {
  readonly kind: 'notice' | 'notification';
  readonly at: number;
  readonly text: string;
}

/** Writes down what a session hears, with the time that `now` says. */
export function listen(
  client: pg.Client,
  heard: Heard[],
  now: () => number,
  nameOf: (pid: number) => string,
): void {
  client.on('notice', ({ severity, message, detail, hint }) => {
    const more = [detail && `DETAIL:  ${detail}`, hint && `HINT:  ${hint}`].filter(Boolean);
    const text = [`${severity}:  ${message}`, ...more].join('\n');
    heard.push({ kind: 'notice', at: now(), text });
  });
  client.on('notification', ({ channel, payload = '', processId }) => {
    const text = `NOTIFY "${channel}" with payload "${payload}" from ${nameOf(processId)}`;
    heard.push({ kind: 'notification', at: now(), text });
  });
}

/** Takes out the notices that came before a step, and writes them down as they are printed. */
export function takeNotices(
  heard: Heard[],
  session: string,
  before = Number.POSITIVE_INFINITY,
): string {
  const early = heard.filter(({ kind, at }) => kind === 'notice' && at < before);
  heard.splice(0, heard.length, ...heard.filter((one) => !early.includes(one)));
  return early.map(({ text }) => `${session}: ${text}\n`).join('');
}
