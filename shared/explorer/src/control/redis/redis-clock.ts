import { uncontrolled } from '../actor.ts';
import { type Connection, redisConnection } from './connection.ts';

/** Does to one Redis database what time and faults do: its keys expire without waiting, or are lost. */
export class RedisClock implements AsyncDisposable {
  readonly #client: Connection;

  private constructor(client: Connection) {
    this.#client = client;
  }

  static async open(url: string): Promise<RedisClock> {
    const client = redisConnection(url);
    await uncontrolled(() => client.connect());
    return new RedisClock(client);
  }

  async advance(ms: number): Promise<void> {
    await uncontrolled(() =>
      this.#client.eval(
        `for _, key in ipairs(redis.call('KEYS', '*')) do
           local left = redis.call('PTTL', key)
           if left > 0 then
             if left <= tonumber(ARGV[1]) then redis.call('DEL', key)
             else redis.call('PEXPIRE', key, left - tonumber(ARGV[1])) end
           end
         end`,
        { arguments: [String(Math.ceil(ms))] },
      ),
    );
  }

  /** All keys are gone, as when a replica that never received them becomes the master. */
  async failOver(): Promise<void> {
    await uncontrolled(() => this.#client.flushDb());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#client.destroy();
  }
}
