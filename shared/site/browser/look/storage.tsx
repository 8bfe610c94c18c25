import type { Part, RowVersion, StoredTable, Transaction } from '@workbook/recording';
import { positionAt } from '../../src/run/walk.ts';
import { Icon } from '../icons.tsx';
import { useLook } from './look.ts';

/** What the stores hold before and after the operation under the cursor; what has changed is marked. */
export function Storage() {
  const { recording, view } = useLook();
  const { walk, cursor } = view;
  const partsAt = (at: number) => {
    const moment = recording.positions[positionAt(walk, at)]?.moment ?? 0;
    return (recording.moments[moment] ?? []).map((part) => recording.parts[part] as Part);
  };
  const after = partsAt(cursor);
  const before = cursor > 0 ? partsAt(cursor - 1) : after;
  const names = [...new Set([...before, ...after].map(nameOf))];
  const changed = JSON.stringify(before) !== JSON.stringify(after);
  return (
    <section class="panel storage" aria-labelledby="storage">
      <header>
        <h2 id="storage">What is stored</h2>
        <p class="source">
          {cursor === 0
            ? 'at the beginning'
            : changed
              ? `line ${cursor} has changed it`
              : `as before line ${cursor}`}
        </p>
      </header>
      {names.length === 0 && <p class="empty">Nothing yet.</p>}
      {names.map((name) => {
        const [was, is] = [
          before.find((part) => nameOf(part) === name),
          after.find((part) => nameOf(part) === name),
        ];
        return <Stored key={name} was={was} is={is} />;
      })}
    </section>
  );
}

function Stored({ was, is }: { readonly was: Part | undefined; readonly is: Part | undefined }) {
  const part = is ?? was;
  if (!part) return null;
  if (part.kind === 'table')
    return <Table was={was?.kind === 'table' ? was : undefined} is={part} />;
  const [before, after] = [was && textOf(was), is && textOf(is)];
  return (
    <div class="stored">
      <h3>{titleOf(part)}</h3>
      {before !== after && (
        <p class="was">
          <span class="hidden">before: </span>
          <del>{before ?? 'nothing'}</del>
        </p>
      )}
      <p class={before === after ? 'is' : 'is changed'}>
        {after ?? 'nothing'}
        {is?.kind === 'key' && is.leftMs !== undefined && (
          <small> {Math.round(is.leftMs / 1000)} s left</small>
        )}
      </p>
    </div>
  );
}

/** A value of more letters than these may be broken. */
const longest = 20;

/** A table with the versions of its rows, as they lie there. */
function Table({ was, is }: { readonly was: StoredTable | undefined; readonly is: StoredTable }) {
  const { name, columns, versions } = is;
  return (
    <div class="stored">
      <h3>table {name}</h3>
      <div class="scroll" tabIndex={0}>
        <table>
          <thead>
            <tr>
              {columns.map((column) => (
                <th scope="col" key={column}>
                  {column}
                </th>
              ))}
              <th scope="col">made by</th>
              <th scope="col">ended by</th>
            </tr>
          </thead>
          <tbody>
            {versions.map((version, at) => {
              const before = was?.versions[at];
              const isNew = !before;
              return (
                <tr
                  key={at}
                  class={[stateOf(version), isNew && 'changed'].filter(Boolean).join(' ')}
                >
                  {version.values.map((value, i) => (
                    <td key={i}>
                      {i === 0 && isNew && (
                        <span class="new" title="new">
                          +<span class="hidden"> new </span>
                        </span>
                      )}
                      {value.length > longest ? <span class="long">{value}</span> : value}
                    </td>
                  ))}
                  <td>
                    <By transaction={version.made} changed={differs(before?.made, version.made)} />
                  </td>
                  <td>
                    {version.ended && (
                      <By
                        transaction={version.ended}
                        changed={differs(before?.ended, version.ended)}
                      />
                    )}
                    {version.locks?.map(({ client, mode }) => (
                      <span class={`lock of-${client}`} key={client + mode}>
                        <Icon name="lock" /> {client} {mode}
                      </span>
                    ))}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function By({
  transaction,
  changed,
}: {
  readonly transaction: Transaction;
  readonly changed: boolean;
}) {
  const { client, number, state } = transaction;
  if (!client) return <span class="by">before</span>;
  const sign = { 'in progress': '…', committed: '✓', aborted: '✗' }[state];
  return (
    <span class={`by of-${client} ${changed ? 'changed' : ''}`}>
      <b>
        {client}
        {number !== undefined && number > 1 && <sub>{number}</sub>}
      </b>{' '}
      <span class={`state ${state.replace(' ', '-')}`}>
        {sign} {state}
      </span>
    </span>
  );
}

/** What a reader of the table would see of a version now: all, nothing yet, nothing any more. */
function stateOf({ made, ended }: RowVersion): string {
  if (made.state === 'aborted') return 'gone';
  if (made.state === 'in progress') return 'pending';
  return ended?.state === 'committed' ? 'gone' : 'seen';
}

const differs = (was: Transaction | undefined, is: Transaction | undefined) =>
  JSON.stringify(was) !== JSON.stringify(is);

function nameOf(part: Part): string {
  return part.kind === 'list' ? `list ${part.instance}` : `${part.kind} ${part.name}`;
}

function titleOf(part: Part): string {
  if (part.kind === 'list') return `memory of instance ${part.instance + 1}`;
  return part.kind === 'key'
    ? `key ${part.name}`
    : part.kind === 'file'
      ? `file ${part.name}`
      : part.name;
}

function textOf(part: Part): string {
  if (part.kind === 'list') return part.accounts.join(', ') || 'no accounts';
  return part.kind === 'key' ? part.value : part.kind === 'file' ? part.text : '';
}
