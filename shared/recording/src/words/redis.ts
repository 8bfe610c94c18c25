import { listed, readable } from './values.ts';

/** A command of Redis in plain words; undefined for one that has none here. */
export function wordsOfCommand(text: string): string | undefined {
  const script = wordsOfScript(text);
  if (script !== undefined) return script;
  const [name = '', key = '', ...rest] = text.split(' ');
  if (name === 'GET') return `reads ${key} from Redis`;
  if (name === 'DEL') return `deletes ${listed([key, ...rest])} from Redis`;
  if (name === 'INCR') return `adds 1 to ${key} in Redis`;
  if (name === 'SET') return wordsOfSet(key, rest);
  return undefined;
}

/** A script goes by the comment in its first line, which says what it does. */
function wordsOfScript(text: string): string | undefined {
  const [, name, count, all = ''] = /^EVAL -- ([a-z ]+?) --.*? (\d+) (\w+:.*)$/.exec(text) ?? [];
  if (name === undefined) return undefined;
  const words = all.split(' ');
  const keys = words.slice(0, Number(count));
  const given = words.slice(Number(count)).map(readable);
  return `lets Redis ${name} ${listed(keys)}${given.length > 0 ? `, given ${listed(given)}` : ''}`;
}

function wordsOfSet(key: string, [value = '', ...options]: readonly string[]): string {
  const after = (option: string) => options[options.indexOf(option) + 1];
  const ms = options.includes('PX')
    ? Number(after('PX'))
    : options.includes('EX')
      ? Number(after('EX')) * 1000
      : undefined;
  return [
    `writes ${readable(value)} to ${key} in Redis`,
    ms !== undefined && ` for ${ms / 1000} s`,
    options.includes('NX') && ', if it is not there',
    options.includes('XX') && ', if it is there',
  ]
    .filter(Boolean)
    .join('');
}
