import { isMoment, literal, noun, partsOf } from './sql-parts.ts';
import { listed } from './values.ts';

/** An INSERT, UPDATE or DELETE in plain words; undefined for one that says more than there are words for here. */
export function changed(sql: string): string | undefined {
  const statement = sql.replace(/ returning [\w, *]+$/i, '');
  return added(statement) ?? written(statement) ?? deleted(statement);
}

function added(sql: string): string | undefined {
  const [, table, names = '', rest = ''] =
    /^insert into (\w+) \(([^)]*)\) values (\(.*)$/i.exec(sql) ?? [];
  if (table === undefined) return undefined;
  const [rows = '', conflict] = partsOf(rest, / on conflict\b/gi);
  const [row = '', ...more] = partsOf(rows, /,/g);
  const values = partsOf(row.slice(1, -1), /,/g).map(literal);
  const otherwise = conflict === undefined ? '' : onConflict(conflict);
  if (more.length > 0 || values.includes(undefined) || otherwise === undefined) return undefined;
  const columns = partsOf(names, /,/g);
  const said = columns
    .map((column, i) => ({ column: column.replaceAll('_', ' '), value: values[i] as string }))
    .filter(({ value }) => !isMoment(value));
  const [only] = said;
  if (columns.length === 1 && only) return `adds ${table} ${only.value}${otherwise}`;
  const all = said.map(({ column, value }) => `${column} ${value}`);
  return `adds ${/^[aeiou]/.test(table) ? 'an' : 'a'} ${table}: ${all.join(', ')}${otherwise}`;
}

/** What becomes of a row that is there already. */
function onConflict(clause: string): string | undefined {
  if (/\bdo nothing$/i.test(clause)) return ', if it is not there';
  const [, where] = /\bdo update set .*?(?: where (.*))?$/i.exec(clause) ?? [];
  if (!/\bdo update set\b/i.test(clause)) return undefined;
  if (where === undefined) return '; writes over one that is there';
  return /^(?:\w+\.)?expires_at <=? /i.test(where)
    ? '; writes over one that is there if that has expired'
    : undefined;
}

function written(sql: string): string | undefined {
  const [, table = '', sets = '', where] =
    /^update (\w+) set (.*?)(?: where (.*))?$/i.exec(sql) ?? [];
  const all = table === '' ? [] : partsOf(sets, /,/g).map((set) => oneSet(table, set));
  if (all.length === 0 || all.includes(undefined)) return undefined;
  const each = all as readonly OneSet[];
  const rows = each.find((one) => one.kind === 'rows');
  if (rows) return each.length === 1 ? `writes ${rows.text}` : undefined;
  const what = noun(table, where);
  if (!what) return undefined;
  const texts = each.filter((one) => one.kind === 'value').map((one) => one.text);
  const its = what.many ? 'their' : 'its';
  const moved = each.filter((one) => one.kind === 'by');
  const more = (those: readonly Moved[]) =>
    those.map(({ by, text }) => `, and ${by} ${its} ${text}`).join('');
  if (texts.length > 0)
    return `writes ${listed(texts)} into ${what.text}${what.unless}${more(moved)}`;
  const [first, ...others] = moved;
  return first && `${first.by} the ${first.text} of ${what.text}${what.unless}${more(others)}`;
}

interface Moved {
  readonly kind: 'by';
  readonly text: string;
  /** `adds 50 to`. */
  readonly by: string;
}

type OneSet = { readonly kind: 'value' | 'rows'; readonly text: string } | Moved;

function oneSet(table: string, set: string): OneSet | undefined {
  const [, column = '', value = ''] = /^(\w+) = (.+)$/.exec(set) ?? [];
  const plain = literal(value);
  const name = column.replaceAll('_', ' ');
  if (plain !== undefined) return { kind: 'value', text: `${name} ${plain}` };
  const [, same, sign, by = ''] = /^(\w+) ([+-]) (.+)$/.exec(value) ?? [];
  const amount = literal(by);
  if (same === column && amount !== undefined)
    return {
      kind: 'by',
      text: name,
      by: sign === '-' ? `takes ${amount} from` : `adds ${amount} to`,
    };
  const [, cases = ''] = /^case (.*) else \w+ end$/i.exec(value) ?? [];
  const rows = [...cases.matchAll(/when \(id = (\w+)\) then (\S+)/gi)].map(
    ([, row, to = '']) => `${name} ${literal(to) ?? to} into ${table} ${row}`,
  );
  return rows.length > 0 ? { kind: 'rows', text: listed(rows) } : undefined;
}

function deleted(sql: string): string | undefined {
  const [, table = '', where] = /^delete from (\w+)(?: where (.*))?$/i.exec(sql) ?? [];
  const what = table === '' ? undefined : noun(table, where);
  return what && `deletes ${what.text}${what.unless}`;
}
