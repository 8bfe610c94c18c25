import type { Reply } from '../../model/operation.ts';
import { type Actor, uncontrolled } from '../actor.ts';
import { noteCall } from '../call-sites.ts';
import { noteListening, noteTelling } from '../escapes/messages.ts';
import { Held } from '../held.ts';
import { whyBlocking } from './blocking-commands.ts';
import { footprintOfCommands } from './redis-footprint.ts';

/** A command: its name, and its arguments. */
export type Command = readonly unknown[];

/** One call of a Redis client, ready to be parked. */
export interface RedisCall {
  readonly commands: readonly Command[];
  /** Whether the commands are a transaction. */
  readonly isTransaction?: boolean;
  /** The connection that it goes over. */
  readonly connection: RedisConnection;
  /** Sends it. What it resolves to hands the reply over. */
  send(): Promise<SettledCall>;
  /** Lets it fail as when Redis is away. */
  fail(): SettledCall;
  /** Refuses it: its run is over. */
  refuse(error: Error): void;
}

/** The reply to a call, not handed over yet. */
export interface SettledCall {
  readonly reply: Reply;
  deliver(): void;
}

/** A connection as a driver knows it, which a crash destroys. */
export interface RedisConnection {
  destroy(): void;
}

/** Connections that controlled code has used. */
export const redisConnections = new Held<RedisConnection>((connection) =>
  uncontrolled(() => connection.destroy()),
);

/** The connections on which a WATCH may be in force: what the next EXEC does depends on other keys, too. */
const watching = new WeakSet<RedisConnection>();

/** Parks a call until the scheduler lets it go. */
export function parkRedisCall(actor: Actor, call: RedisCall): void {
  const { commands, isTransaction = false, connection } = call;
  const isWatched = watching.has(connection);
  if (commands.some(isSubscription)) noteListening(actor, textOf(call));
  noteWatch(connection, commands, isTransaction);
  let deliver = () => {};
  const settled = (done: SettledCall): Reply => {
    deliver = () => done.deliver();
    return done.reply;
  };
  actor.controller.park(
    {
      kind: 'redis',
      text: textOf(call),
      // In a transaction, no command waits.
      undecided: isTransaction ? undefined : whyBlocking(actor, commands),
      lane: connection,
      isPipeline: commands.length > 1 && !isTransaction,
      call: noteCall(actor),
      footprint: () => footprintOfCommands(commands, isWatched && isTransaction),
      perform: async () => {
        const done = await call.send();
        if (isHeard(call, done.reply)) noteTelling(actor, textOf(call));
        return settled(done);
      },
      performAway: async () => settled(call.fail()),
      deliver: () => deliver(),
      refuse: (error) => call.refuse(error),
    },
    actor,
  );
}

/** The commands of a call, in one line. */
export function textOf({
  commands,
  isTransaction = false,
}: Pick<RedisCall, 'commands' | 'isTransaction'>): string {
  const text = commands.map((command) => command.map(String).join(' ')).join('; ');
  return (isTransaction ? `MULTI ${text} EXEC` : text).replace(/\s+/g, ' ');
}

const isSubscription = ([name]: Command) => /^[PS]?SUBSCRIBE$/i.test(String(name));

/** Whether a PUBLISH says that it has reached some connection. */
function isHeard({ commands }: Pick<RedisCall, 'commands'>, { value }: Reply): boolean {
  const replies = repliesIn(value, commands.length);
  return commands.some(([name], i) => /^S?PUBLISH$/i.test(String(name)) && Number(replies[i]) > 0);
}

/** Those of a MULTI come last, behind an answer to each of its commands, where the driver keeps these. */
function repliesIn(value: unknown, count: number): readonly unknown[] {
  const all = Array.isArray(value) ? value : [value];
  return all.length === count + 2 ? repliesIn(all.at(-1), count) : all;
}

function noteWatch(
  connection: RedisConnection,
  commands: readonly Command[],
  isTransaction: boolean,
): void {
  if (isTransaction) watching.delete(connection);
  const isWatch = ([name]: Command) => String(name).toUpperCase() === 'WATCH';
  if (commands.some(isWatch)) watching.add(connection);
}
