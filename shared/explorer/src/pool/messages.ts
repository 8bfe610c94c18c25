import {
  ExplorationError,
  NotReproducible,
  SchemaChanged,
  SeemedEndless,
  TimePasses,
  Undecided,
} from '../model/errors.ts';
import type { Learnt } from '../model/exploration.ts';
import type { ExploreOptions, StorageUrls } from '../model/options.ts';
import type { Finding } from '../search/finding.ts';
import type { Branch } from '../search/frontier.ts';

/** What a process of a pool is asked. It answers each question, in the order in which they came. */
export type Question =
  | {
      readonly kind: 'open';
      readonly module: string;
      readonly subject: unknown;
      /** Its own servers, or databases of one server: two processes must not share one. */
      readonly urls: StorageUrls;
      readonly options: ExploreOptions;
      /** Which of the pool's processes it is, counted from 0. */
      readonly at: number;
      /** Whether it stays on a core of its own, with its sessions. */
      readonly onOneCore: boolean;
    }
  | { readonly kind: 'find'; readonly branch: Branch }
  | { readonly kind: 'confirm'; readonly finding: Finding }
  | { readonly kind: 'renew' }
  | { readonly kind: 'take-time' }
  | { readonly kind: 'execute-all-sends' }
  | { readonly kind: 'know'; readonly learnt: Learnt }
  | { readonly kind: 'close' };

/**
 * What a process of a pool replies: a value, or an error by name and message, which `errorIn`
 * restores.
 */
export type Answer = { readonly value: unknown } | { readonly error: ErrorMessage };

/** An error by its name and message; of a `SchemaChanged`, with what was learnt. */
export interface ErrorMessage {
  readonly name: string;
  readonly message: string;
  readonly learnt?: Learnt | undefined;
}

/** The error of another process as one of this process, of the same kind. */
export function errorIn({ name, message, learnt }: ErrorMessage): Error {
  if (name === 'NotReproducible') return new NotReproducible(message);
  if (learnt) return new SchemaChanged(message, learnt);
  if (name === 'Undecided') return new Undecided(message);
  if (name === 'SeemedEndless') return new SeemedEndless(message);
  if (name === 'TimePasses') return new TimePasses(message);
  if (name === 'ExplorationError') return new ExplorationError(message);
  return Object.assign(new Error(message), { name });
}
