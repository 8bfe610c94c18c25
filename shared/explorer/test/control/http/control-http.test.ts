import assert from 'node:assert/strict';
import { once } from 'node:events';
import http, { type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import {
  controlPostgres,
  explore,
  parseSchedule,
  type RunRecord,
  replay,
  yieldPoint,
} from '../../../src/index.ts';
import { codeScenario } from '../../support/code-scenario.ts';
import { testDatabase } from '../../support/database.ts';

const keepAlive = new http.Agent({ keepAlive: true });

/** By `node:http`, over a connection that is kept: the body in two parts, the answer read bit by bit. */
function byRequest(url: string, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method: 'POST', agent: keepAlive }, (response) => {
      response.setEncoding('utf8');
      let text = '';
      response.on('data', (part) => {
        text += part;
      });
      response.on('end', () => resolve(`${response.statusCode} ${text}`));
    });
    request.on('error', reject);
    request.write(body.slice(0, 1));
    request.end(body.slice(1));
  });
}

async function byFetch(url: string, body: string): Promise<string> {
  const response = await fetch(url, { method: 'POST', body });
  return `${response.status} ${await response.text()}`;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

/** A stock at a server: what it is, and what it is set to. */
class Stock {
  amount = 0;
  /** How long each answer takes. */
  delayMs = 0;
  readonly listener: Handler = async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    // A real wait, although a client's run stands still: this is not the client's code.
    await delay(this.delayMs);
    if (body !== 'read') this.amount = Number(body);
    response.writeHead(200, { 'content-type': 'text/plain' });
    response.write(String(this.amount).slice(0, 1));
    response.end(String(this.amount).slice(1));
  };
}

async function listening(handler: Handler): Promise<{ server: Server; url: string }> {
  const server = http
    .createServer((request, response) => void handler(request, response))
    .listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/stock` };
}

for (const [name, ask] of Object.entries({ fetch: byFetch, 'node:http': byRequest }))
  describe(`a request by ${name}`, () => {
    const stock = new Stock();
    let server: Server;
    let url = '';
    before(async () => {
      ({ server, url } = await listening(stock.listener));
    });
    after(() => {
      server.close();
      server.closeAllConnections();
      keepAlive.destroy();
    });

    const sell = async () => {
      const [, amount] = (await ask(url, 'read')).split(' ');
      return ask(url, String(Number(amount) - 1));
    };
    const selling = (work: () => Promise<unknown>) =>
      codeScenario({
        share: () => {
          stock.amount = 12;
        },
        clients: { A: work, B: work },
        judge: (_, { ending }: RunRecord) => ({
          outcome: `${ending.kind} ${stock.amount}`,
          ...(stock.amount !== 10 && { violation: `${stock.amount} left` }),
        }),
      });

    it('is an operation, between which other clients come in', async () => {
      const { verdict, failing, possible, outcomes, first } = await explore(selling(sell));
      assert.deepEqual(
        [verdict, failing, possible, outcomes],
        ['possible', 12, 20, ['finished 10', 'finished 11']],
      );
      assert.deepEqual(first?.turns.map(({ kind, reply }) => [kind, reply?.value]).slice(1, 2), [
        ['http', 200],
      ]);
      assert.match(first?.turns[1]?.text ?? '', /^POST http:\/\/127\.0\.0\.1:\d+\/stock$/);
    });

    it('is answered with head and body, however long that takes', async () => {
      stock.delayMs = 200;
      try {
        const { results } = await replay(selling(sell), parseSchedule('AAABBB'));
        assert.deepEqual([...results.values()], ['200 11', '200 10']);
      } finally {
        stock.delayMs = 0;
      }
    });

    it('is answered with an error where there is no server', async () => {
      const gone = await listening(() => {});
      gone.server.close();
      await once(gone.server, 'close');
      const { turns, rejections } = await replay(
        selling(() => ask(gone.url, 'read')),
        parseSchedule('AABB'),
      );
      assert.match(turns[1]?.reply?.error?.message ?? '', /ECONNREFUSED/);
      assert.equal(rejections.size, 2);
    });

    describe('to a handler in this process that uses a database', () => {
      const database = testDatabase('served');
      let pool: pg.Pool;
      const handler = async (_: unknown, response: ServerResponse) => {
        const { rows } = await pool.query('select 1 as one');
        response.end(`${rows[0].one}`);
      };
      before(() => {
        controlPostgres();
        pool = new pg.Pool({ connectionString: database.url });
        pool.on('error', () => {});
      });
      after(() => pool.end());

      it('is refused: it would run free of all control', async () => {
        const served = await listening(handler);
        try {
          await assert.rejects(
            explore(
              selling(() => ask(served.url, 'read')),
              { postgresUrl: database.url },
            ),
            /^ExplorationError: client A asks "POST \S+" of a server in this process, which sends "select 1 as one", .*light-my-request/,
          );
        } finally {
          served.server.close();
          served.server.closeAllConnections();
        }
      });

      it('is the handler itself where the client has started the server, as tests do', async () => {
        const { turns, results } = await replay(
          selling(async () => {
            const served = await listening(handler);
            try {
              return await ask(served.url, 'read');
            } finally {
              served.server.close();
              served.server.closeAllConnections();
            }
          }),
          parseSchedule('AABB'),
          { postgresUrl: database.url },
        );
        assert.deepEqual(
          turns.map(({ kind }) => kind),
          ['start', 'sql', 'start', 'sql'],
        );
        assert.deepEqual([...results.values()], ['200 1', '200 1']);
      });
    });
  });

describe('a request that is called off', () => {
  const stock = new Stock();
  let server: Server;
  let url = '';
  before(async () => {
    ({ server, url } = await listening(stock.listener));
  });
  after(() => {
    server.close();
    server.closeAllConnections();
  });

  it('is not sent, or reaches its server all the same', async () => {
    const seen = new Set<string>();
    await explore(
      codeScenario({
        share: () => {
          stock.amount = 1;
          return new AbortController();
        },
        clients: {
          A: ({ signal }) =>
            fetch(url, { method: 'POST', body: '2', signal }).then(
              ({ status }) => status,
              (error: Error) => error.name,
            ),
          B: async (aborter) => {
            await yieldPoint('call it off', async () => {});
            aborter.abort();
          },
        },
        judge: (_, { results }) => {
          seen.add(JSON.stringify([results.get('A'), stock.amount]));
          return { outcome: '' };
        },
      }),
    );
    assert.deepEqual([...seen].sort(), ['["AbortError",1]', '["AbortError",2]', '[200,2]']);
  });

  it('by a time limit does not run out by the clock of the machine', async () => {
    stock.delayMs = 100;
    try {
      const { results } = await replay(
        codeScenario({
          share: () => undefined,
          clients: {
            A: async () => (await fetch(url, { signal: AbortSignal.timeout(10) })).status,
          },
        }),
        parseSchedule('AA'),
      );
      assert.equal(results.get('A'), 200);
    } finally {
      stock.delayMs = 0;
    }
  });

  it('is not sent when that comes before', async () => {
    const { turns, results } = await replay(
      codeScenario({
        share: () => undefined,
        clients: {
          A: () => fetch(url, { signal: AbortSignal.abort() }).catch((error: Error) => error.name),
        },
      }),
      parseSchedule('A'),
    );
    assert.deepEqual([turns.length, results.get('A')], [1, 'AbortError']);
  });

  it('by node:http is told of at once', async () => {
    const { results } = await replay(
      codeScenario({
        share: () => undefined,
        clients: {
          A: async () => {
            const request = http.get(url);
            request.destroy(new Error('changed my mind'));
            const [error] = await once(request, 'error').catch((error: Error) => [error]);
            return (error as Error).message;
          },
        },
      }),
      parseSchedule('A'),
    );
    assert.equal(results.get('A'), 'changed my mind');
  });
});
