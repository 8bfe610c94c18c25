import { createHash } from 'node:crypto';
import { ErrorReply } from 'redis';
import { type Claims, virtualDatabases } from './claims.ts';
import { type CommandTable, keysOf, lower } from './command-table.ts';
import { guarded, oneCommand } from './guard.ts';
import { loginIn } from './login.ts';
import { fail, Refusal, refuse, server, tooFar } from './refusals.ts';
import { encode, type Request } from './requests.ts';
import { numbersScript } from './scripts.ts';
import { Unsuitable } from './survey.ts';

/** What all connections to a gate have in common. */
export interface Shared {
  /** The user's server. */
  readonly url: string;
  /** The gate's own password. */
  readonly password: string;
  readonly claims: Claims;
  readonly table: CommandTable;
  /** What stands in front of every script of a client. */
  readonly guard: string;
  /** The scripts that clients have sent, by their SHA-1. */
  readonly scripts: Map<string, Buffer>;
}

/**
 * Turns the commands of one connection into those that its server may be sent. Each becomes exactly
 * one command, so that replies need not be looked at.
 */
export class Translator {
  readonly #shared: Shared;
  /** The database that is selected, by its number on the server. */
  #real: number;
  #inMulti = false;

  constructor(shared: Shared, real: number) {
    this.#shared = shared;
    this.#real = real;
  }

  /** What is sent for `requests`. Rejects when the server cannot be asked about them. */
  async translate(requests: readonly Request[]): Promise<Buffer> {
    await this.#ownAll(requests);
    const parts: Buffer[] = [];
    for (const request of requests) parts.push(await this.#translateOrFail(request));
    return Buffer.concat(parts);
  }

  /** Records the keys of many commands at once; what is refused is refused again with its command. */
  async #ownAll(requests: readonly Request[]): Promise<void> {
    const { claims, table } = this.#shared;
    const names: Buffer[] = [];
    for (const { args } of requests) {
      const name = table.nameOf(args);
      const kind = table.kindOf(name);
      // From there on, another database may be selected.
      if (name === 'select') break;
      if (kind?.does === 'write') names.push(...keysOf(kind, args));
    }
    await claims.own(this.#real, names).catch((error: unknown) => {
      if (!(error instanceof ErrorReply)) throw error;
    });
  }

  async #translateOrFail(request: Request): Promise<Buffer> {
    try {
      return await this.#translate(request);
    } catch (error) {
      if (error instanceof ErrorReply) return fail(error.message);
      if (error instanceof Unsuitable) return refuse(`${server} ${error.message}`);
      if (!(error instanceof Refusal)) throw error;
      return error.isNoted ? refuse(error.message) : fail(error.message);
    }
  }

  async #translate({ args, bytes }: Request): Promise<Buffer> {
    const { claims, table } = this.#shared;
    const name = table.nameOf(args);
    const special = await this.#special(name, args);
    if (special) return encode(special);
    const kind = table.kindOf(name);
    if (!kind) throw new Refusal(`ERR unknown command '${name.replaceAll('|', ' ')}'`);
    if (kind.does === 'more') throw tooFar(name);
    if (kind.does === 'write') await claims.own(this.#real, keysOf(kind, args));
    if (kind.does === 'write somewhere') await claims.own(this.#real, await claims.keysIn(args));
    if (name === 'multi') this.#inMulti = true;
    if (name === 'exec' || name === 'discard') this.#inMulti = false;
    return bytes;
  }

  /** Another command in the place of one that cannot be passed on as it is. */
  async #special(
    name: string,
    args: readonly Buffer[],
  ): Promise<readonly (string | number | Buffer)[] | undefined> {
    const { claims, scripts } = this.#shared;
    switch (name) {
      case 'auth':
      case 'hello': {
        const login = loginIn(args);
        const refusal = login?.refusal(this.#shared.password);
        if (refusal !== undefined) throw new Refusal(refusal);
        // An AUTH is answered by what says OK and changes nothing.
        return name === 'auth' ? ['SELECT', this.#real] : login?.rest;
      }
      case 'select': {
        if (this.#inMulti) throw tooFar('select inside multi');
        this.#real = await this.#realOf(args[1]);
        return ['SELECT', this.#real];
      }
      case 'copy':
        return this.#copy(args);
      case 'move': {
        if (args.length !== 3) return args;
        const [, key = Buffer.alloc(0), number] = args;
        const real = await this.#realOf(number);
        await claims.own(this.#real, [key]);
        await claims.own(real, [key]);
        return ['MOVE', key, real];
      }
      case 'flushdb':
        return claims.flushOf([this.#real]);
      case 'flushall':
        return claims.flushOf(await claims.claimed());
      case 'keys':
      case 'scan':
      case 'dbsize':
      case 'randomkey':
        return ['EVAL', this.#guarded(oneCommand), 0, ...args];
      case 'eval':
      case 'eval_ro': {
        const [command = '', script = Buffer.alloc(0), ...rest] = args;
        scripts.set(sha1(script), Buffer.from(script));
        return [command, this.#guarded(script), ...rest];
      }
      case 'evalsha':
      case 'evalsha_ro': {
        const script = scripts.get(lower(args[1]));
        if (!script) throw new Refusal('NOSCRIPT No matching script. Please use EVAL.');
        return [name === 'evalsha' ? 'EVAL' : 'EVAL_RO', this.#guarded(script), ...args.slice(2)];
      }
      case 'script|load':
      case 'script': {
        if (lower(args[1]) === 'exists') {
          const known = args.slice(2).map((sha) => (scripts.has(lower(sha)) ? 1 : 0));
          return ['EVAL', numbersScript, 0, ...known];
        }
        if (lower(args[1]) !== 'load' || !args[2]) throw tooFar(`script ${lower(args[1])}`);
        scripts.set(sha1(args[2]), Buffer.from(args[2]));
        return ['ECHO', sha1(args[2])];
      }
      case 'script|exists':
        return this.#special('script', args);
      default:
        return undefined;
    }
  }

  async #copy(args: readonly Buffer[]): Promise<readonly (string | number | Buffer)[] | undefined> {
    const { claims } = this.#shared;
    const [, source, target] = args;
    if (!source || !target) return undefined;
    const copied: (string | number | Buffer)[] = args.slice(0, 3);
    let real = this.#real;
    for (let i = 3; i < args.length; i += 1) {
      copied.push(args[i] as Buffer);
      if (lower(args[i]) !== 'db') continue;
      i += 1;
      real = await this.#realOf(args[i]);
      copied.push(real);
    }
    await claims.own(this.#real, [source]);
    await claims.own(real, [target]);
    return copied;
  }

  /** The database that a client means by a number. */
  async #realOf(number: Buffer | undefined): Promise<number> {
    const virtual = /^\d+$/.test(String(number)) ? Number(number) : -1;
    if (virtual < 0 || virtual >= virtualDatabases)
      throw new Refusal('ERR DB index is out of range');
    return this.#shared.claims.realOf(virtual);
  }

  #guarded(script: Buffer): Buffer {
    return guarded(this.#shared.guard, script);
  }
}

function sha1(script: Buffer): string {
  return createHash('sha1').update(script).digest('hex');
}
