import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { type IncomingHttpHeaders, type RequestOptions, request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { CourseStep } from '@workbook/course';
import type { WebFace } from '../../src/web/face.ts';
import { makeOwnHome } from '../support/own-home.ts';

const home = await makeOwnHome();
const { loadCourse } = await import('@workbook/course');
const { StepDesk } = await import('../../src/desk/step-desk.ts');
const { openWebFace } = await import('../../src/web/face.ts');
const course = await loadCourse();
const [step] = course as [CourseStep];

describe('the pages beside the judge', () => {
  let face: WebFace;
  let port: number;
  let token: string;
  const open = () =>
    openWebFace({ course, desk: new StepDesk(course, step), goTo: () => {}, port: 0 });
  before(async () => {
    face = await open();
    port = Number(new URL(face.address).port);
    token = new URL(face.address).hash.replace('#token=', '');
  });
  after(() => face[Symbol.asyncDispose]());

  interface Answer {
    readonly status: number;
    readonly headers: IncomingHttpHeaders;
    readonly body: string;
  }

  /** A client that says what it likes, headers that a browser would not let a page set among them. */
  function send(options: RequestOptions, body = ''): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, agent: false, ...options }, (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
        );
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  /** Begins the step, which makes files: what a page of this server would send, but for the headers that are given. */
  const begin = (headers: Readonly<Record<string, string>> = {}, method = 'POST') =>
    send(
      {
        path: '/live/begin',
        method,
        headers: {
          host: `127.0.0.1:${port}`,
          origin: `http://127.0.0.1:${port}`,
          'workbook-token': token,
          'content-type': 'application/json',
          ...headers,
        },
      },
      method === 'POST' ? JSON.stringify({ step: '01' }) : '',
    );
  const nothingBegan = () => assert.ok(!existsSync(home.attempt), 'an attempt was made');

  describe('the door of the pages', () => {
    for (const host of [
      'evil.example',
      'evil.example:PORT',
      '127.0.0.1',
      'localhost:1',
      '127.0.0.1:PORT.evil.example',
    ])
      it(`is closed to the name ${host}, which may lead here all the same`, async () => {
        const headers = { host: host.replace('PORT', String(port)) };
        assert.equal((await send({ path: '/', headers })).status, 403);
        assert.equal((await begin(headers)).status, 403);
        nothingBegan();
      });

    for (const host of ['localhost', '127.0.0.1', '[::1]'])
      it(`is open to ${host} with its own port`, async () => {
        const headers = { host: `${host}:${port}` };
        assert.equal((await send({ path: '/', headers })).status, 200);
      });

    for (const origin of [
      'https://evil.example',
      'http://127.0.0.1:1',
      'http://localhost:PORT',
      'null',
    ])
      it(`is closed to a page of ${origin}`, async () => {
        const headers = { origin: origin.replace('PORT', String(port)) };
        assert.equal((await begin(headers)).status, 403);
        assert.equal((await send({ path: '/live/events', headers })).status, 403);
        nothingBegan();
      });

    it('is closed to what another page asks for without saying who it is, and open to its links', async () => {
      for (const site of ['same-site', 'cross-site']) {
        const asks = (mode: string) =>
          send({ path: '/', headers: { 'sec-fetch-site': site, 'sec-fetch-mode': mode } });
        assert.equal((await asks('no-cors')).status, 403);
        assert.equal((await asks('navigate')).status, 200);
      }
    });

    for (const [what, given] of [
      ['no token', ''],
      ['another token', 'x'.repeat(32)],
      ['the beginning of the token', 'BEGINNING'],
    ] as const)
      it(`changes nothing with ${what}`, async () => {
        const said = given === 'BEGINNING' ? token.slice(0, -1) : given;
        const { status, body } = await begin({ 'workbook-token': said });
        assert.equal(status, 403);
        assert.match(body, /the address that the terminal shows/);
        nothingBegan();
      });

    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'])
      it(`changes nothing by ${method}`, async () => {
        const { status, headers } = await begin({}, method);
        assert.equal(status, method === 'GET' || method === 'HEAD' ? 404 : 405);
        assert.equal(headers['access-control-allow-origin'], undefined);
        nothingBegan();
      });

    for (const path of [
      '/../../package.json',
      '/..%2f..%2fpackage.json',
      '/assets/../../package.json',
      '/01/%2e%2e/%2e%2e/etc/passwd',
      '//etc/passwd',
      '/__proto__',
      '/%00',
      '/%',
    ])
      it(`has no page ${path}`, async () => {
        const { status, body } = await send({ path });
        assert.ok(status === 404 || status === 400, String(status));
        assert.ok(!body.includes('"name"') && !body.includes('root:'));
      });

    it('reads no more of a body than it needs', async () => {
      const { status, body } = await send(
        {
          path: '/live/begin',
          method: 'POST',
          headers: { 'workbook-token': token, 'content-type': 'application/json' },
        },
        JSON.stringify({ step: '0'.repeat(1_000_000) }),
      );
      assert.equal(status, 413, body);
    });

    it('says in one sentence what cannot be asked', async () => {
      const ask = (name: string, body: string, type = 'application/json') =>
        send(
          {
            path: `/live/${name}`,
            method: 'POST',
            headers: { 'workbook-token': token, 'content-type': type },
          },
          body,
        );
      for (const [name, body, type] of [
        ['begin', '{"step":"01"}', 'text/plain'],
        ['begin', '{"step":1}'],
        ['begin', '{"step":"01","more":1}'],
        ['begin', '{"step":"99"}'],
        ['begin', '['],
        ['play', '{"step":"01","race":"two-openings","code":"mine","schedule":"!"}'],
        ['play', '{"step":"01","race":"no-such-race","code":"finished","schedule":""}'],
        ['hint', '{"more":true}'],
        ['next', '{}'],
      ] as const) {
        const { status, body: said } = await ask(name, body, type);
        assert.equal(status, 422, `${name} ${body}: ${said}`);
        const { problem } = JSON.parse(said) as { problem: string };
        assert.match(problem, /^[^\n]+$/);
        assert.ok(!said.includes('defect'), said);
      }
      nothingBegan();
    });

    it('lets pages load and send only what is its own, and no page be framed', async () => {
      for (const path of [
        '/',
        '/01/attempt.html',
        '/assets/site.js',
        '/live/id',
        '/no-such-page',
      ]) {
        const { headers } = await send({ path });
        assert.match(
          String(headers['content-security-policy']),
          /^default-src 'self';.*frame-ancestors 'none'/,
        );
        assert.equal(headers['x-content-type-options'], 'nosniff');
        assert.equal(headers['cross-origin-resource-policy'], 'same-origin');
      }
    });

    it('never says its token', async () => {
      for (const path of ['/', '/01/attempt.html', '/live/id', '/assets/site.js'])
        assert.ok(!(await send({ path })).body.includes(token), path);
    });

    it('is on this machine only', async () => {
      const others = Object.values(networkInterfaces())
        .flatMap((all = []) => all)
        .filter(({ address }) => address !== '127.0.0.1')
        .map(({ address, scopeid }) => ({ address, scopeid }))
        .filter(({ scopeid = 0 }) => scopeid === 0);
      for (const { address } of [...others, { address: '::1' }])
        await assert.rejects(reach(address, port), `it listens on ${address}`);
      await reach('127.0.0.1', port);
    });
  });

  it('what was opened by hand comes in: with the token it changes what is asked for', async () => {
    assert.equal((await begin()).status, 200);
    assert.ok(existsSync(join(home.attempt, 'accounts.ts')));
  });

  it('nothing listens when it is closed, and no page waits on', async () => {
    const other = await open();
    const at = Number(new URL(other.address).port);
    const events = send({ port: at, path: '/live/events' });
    events.catch(() => {});
    await reach('127.0.0.1', at);
    await other[Symbol.asyncDispose]();
    await assert.rejects(reach('127.0.0.1', at));
    await Promise.allSettled([events]);
  });

  function reach(host: string, at: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host, port: at });
      socket.once('connect', () => {
        socket.destroy();
        resolve();
      });
      socket.once('error', reject);
    });
  }
});
