import type { TimelineInText, TimelineRow } from '../content/timeline-in-text.ts';
import { type Content, Html, html } from '../text/html.ts';

/** A timeline as a table: a lane for each client, in which its transactions and its waits are to be seen. */
export function timelineTable({ clients, rows }: TimelineInText): Html {
  const lanes = clients.map((_, i) => laneOf(rows, i));
  const row = (one: TimelineRow, at: number): Content =>
    html`<tr${one.damage && new Html(' class="damage"')}>${one.turn === undefined ? html`<td class="at"></td>` : html`<th scope="row" class="at">${one.turn}${one.damage && html`<span class="mark" title="does the damage">▶</span>`}</th>`}${clients.map(
      (client, i) =>
        html`<td class="lane of-${client} ${lanes[i]?.[at]}">${caption(one.captions[i] ?? '', one.turn !== undefined)}</td>`,
    )}</tr>`;
  return html`<table class="lanes"><thead><tr><td></td>${clients.map(
    (client) =>
      html`<th scope="col" class="of-${client}"><span class="client">${client}</span></th>`,
  )}</tr></thead><tbody>${rows.map(row)}</tbody></table>`;
}

function caption(text: string, isTurn: boolean): Content {
  if (text === '') return undefined;
  const answer = /^= (\d+) ?(.*)$/.exec(text);
  if (answer) {
    const kind = Number(answer[1]) < 400 ? 'done' : 'refused';
    return html`<span class="answer ${kind}"><b>${answer[1]}</b> ${answer[2]}</span>`;
  }
  const [, operation = text, reply] = /^(.*?) → (.*)$/.exec(text) ?? [];
  return html`<span class="${isTurn ? 'op' : 'also'}">${operation}${reply && html` <span class="reply">→ ${reply}</span>`}</span>`;
}

/** For each row, what the lane of one client looks like there: before, in a transaction, waiting, after. */
function laneOf(rows: readonly TimelineRow[], client: number): string[] {
  const texts = rows.map(({ captions }) => captions[client] ?? '');
  const first = texts.findIndex((text) => text !== '');
  const last = texts.findLastIndex((text) => text !== '');
  let inside = false;
  let waiting = false;
  return texts.map((text, at) => {
    const begins = /^(BEGIN|START TRANSACTION)/.test(text);
    const ends = /^(COMMIT|ROLLBACK)/.test(text);
    const classes = [
      at >= first && at <= last && 'on',
      at === first && 'first',
      at === last && 'last',
      text !== '' && 'has',
      (inside || begins) && 'tx',
      begins && 'tx-begins',
      ends && 'tx-ends',
      waiting && !text.startsWith('…') && 'waits',
    ];
    if (begins) inside = true;
    if (ends || /✗ (crash|deadlock)/.test(text)) inside = false;
    if (text.includes('… waits for')) waiting = true;
    else if (text.startsWith('…')) waiting = false;
    return classes.filter(Boolean).join(' ');
  });
}
