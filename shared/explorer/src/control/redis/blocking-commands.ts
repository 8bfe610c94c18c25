import type { Actor } from '../actor.ts';
import { callHere } from '../call-sites.ts';
import { placeOf } from '../escapes/place.ts';

/**
 * Why a run is given up at a command that waits in Redis until another client does something: the server says of
 * no command for whom it waits. Undefined where none of these does so.
 */
export function whyBlocking(
  { client }: Actor,
  commands: readonly (readonly unknown[])[],
): string | undefined {
  const command = commands.find(mayBlock);
  if (!command) return undefined;
  const { place } = placeOf(callHere().stack ?? '');
  const text = command.map(String).join(' ');
  return `client ${client} lets Redis wait, by "${text}"${place ? ` at ${place}` : ''}, and the explorer cannot see for which client: use the command that does not wait, and a timer before the next attempt`;
}

function mayBlock([name, ...args]: readonly unknown[]): boolean {
  const command = String(name).toUpperCase();
  if (command === 'WAIT' || command === 'WAITAOF') return args.some((count) => Number(count) > 0);
  if (command === 'XREAD' || command === 'XREADGROUP')
    return args.some((arg) => String(arg).toUpperCase() === 'BLOCK');
  return /^B(?:[LR]POP|RPOPLPUSH|LMOVE|LMPOP|ZPOPMIN|ZPOPMAX|ZMPOP)$/.test(command);
}
