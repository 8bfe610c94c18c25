/** What the gate has to know of a command before it lets it pass. */
export type Kind =
  /** It changes nothing. */
  | { readonly does: 'read' }
  /** It writes to keys: from the argument `first` to `last`, counted from the end if negative, each `step`. */
  | { readonly does: 'write'; readonly first: number; readonly last: number; readonly step: number }
  /** It writes to keys that only the server can find among its arguments. */
  | { readonly does: 'write somewhere' }
  /** It reaches beyond the databases of a run, or its reach is not known. */
  | { readonly does: 'more' };

/**
 * Neither readers nor writers by their flags, and harmless: they concern a connection, or only
 * report.
 */
const harmless = new Set([
  ...[
    'ping',
    'echo',
    'time',
    'quit',
    'wait',
    'role',
    'lastsave',
    'info',
    'command',
    'config|get',
    'hello',
  ],
  ...['multi', 'exec', 'discard', 'watch', 'unwatch'],
  ...['client|id', 'client|info', 'client|getname', 'client|setname', 'client|setinfo'],
]);

/** Readers and writers by their flags, which all the same reach beyond the databases of a run. */
const farReaching = new Set([
  'flushdb',
  'flushall',
  'swapdb',
  'move',
  'migrate',
  'fcall',
  'fcall_ro',
]);

type Reply = readonly [name: string, arity: number, flags: readonly string[], ...rest: unknown[]];

/** The commands of one server, as it describes them itself. */
export class CommandTable {
  readonly #kinds = new Map<string, Kind>();
  /** Commands that are a family: `XGROUP CREATE` writes, `XINFO STREAM` reads. */
  readonly #families = new Set<string>();

  /** @param reply What the server has answered to COMMAND. */
  constructor(reply: unknown) {
    for (const command of reply as readonly Reply[]) this.#add(command);
    for (const name of [...harmless, ...this.#kinds.keys()]) {
      const [family = ''] = name.split('|');
      if (harmless.has(name) || harmless.has(family)) this.#kinds.set(name, { does: 'read' });
    }
  }

  #add([name, , flags, first, last, step, , , , members]: Reply): void {
    const [from, to, by] = [Number(first), Number(last), Number(step)];
    this.#kinds.set(name, kindOf(name, flags.map(String), from, to, by));
    if (!Array.isArray(members) || members.length === 0) return;
    this.#families.add(name);
    for (const member of members as readonly Reply[]) this.#add(member);
  }

  /** The name that a command of these arguments has here: `get`, `xgroup|create`. */
  nameOf(args: readonly Buffer[]): string {
    const name = lower(args[0]);
    const member = `${name}|${lower(args[1])}`;
    return this.#families.has(name) || this.#kinds.has(member) ? member : name;
  }

  /** Undefined when the server has no such command. */
  kindOf(name: string): Kind | undefined {
    return this.#kinds.get(name);
  }

  /** The same for scripts: ` get=read copy=1,2,1 sort=somewhere xgroup=family xgroup|create=2,2,1 `. */
  get text(): string {
    const words = [...this.#kinds].flatMap(([name, kind]) => {
      if (this.#families.has(name)) return [`${name}=family`];
      if (kind.does === 'read') return [`${name}=read`];
      if (kind.does === 'write somewhere') return [`${name}=somewhere`];
      return kind.does === 'write' ? [`${name}=${kind.first},${kind.last},${kind.step}`] : [];
    });
    return ` ${words.join(' ')} `;
  }
}

function kindOf(
  name: string,
  flags: readonly string[],
  first: number,
  last: number,
  step: number,
): Kind {
  if (flags.includes('admin') || farReaching.has(name)) return { does: 'more' };
  if (flags.includes('readonly')) return { does: 'read' };
  if (!flags.includes('write')) return { does: 'more' };
  if (flags.includes('movablekeys')) return { does: 'write somewhere' };
  return first > 0 ? { does: 'write', first, last, step } : { does: 'more' };
}

/** The names of the keys that a command of this kind writes to. */
export function keysOf(kind: Kind & { does: 'write' }, args: readonly Buffer[]): readonly Buffer[] {
  const { first, last, step } = kind;
  const end = last < 0 ? args.length + last : last;
  return args.filter((_, i) => i >= first && i <= end && (i - first) % step === 0);
}

/** An argument that is a word, as Redis compares it. */
export function lower(arg: Buffer | undefined): string {
  return arg?.toString('latin1').toLowerCase() ?? '';
}
