import { randomBytes } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import Router from '@koa/router';
import { type CourseStep, projectFolder } from '@workbook/course';
import { recordingsIn, type SiteFiles, siteFiles } from '@workbook/site';
import Koa, { type Context } from 'koa';
import { attemptOf } from '../attempt/files.ts';
import { readProgress } from '../attempt/progress.ts';
import type { AttemptEvent, AttemptState } from '../desk/attempt-state.ts';
import type { StepDesk } from '../desk/step-desk.ts';
import { UsageError } from '../usage/errors.ts';
import { problemOf } from '../usage/problems.ts';
import { actions } from './actions.ts';
import { type Bodies, bodies, readBody, TooLarge } from './body.ts';
import { guard, refuse } from './door.ts';
import { endWithParent } from './end-with-parent.ts';
import { liveFailure } from './live-run.ts';
import { liveState } from './live-state.ts';

/** The course as pages, with the learner's attempt in them: served on this machine until it is disposed of. */
export interface WebFace extends AsyncDisposable {
  /** The address to open first: it carries what lets a page change something. */
  readonly address: string;
  /** Where the pages are: `http://127.0.0.1:4747/`. */
  readonly origin: string;
  /** What names this face, and nothing else: by it a command knows that it is this one which answers. */
  readonly id: string;
  /** Shows this step from here on. */
  readonly attend: (desk: StepDesk) => void;
}

/** What a face is opened with. */
export interface WebFaceOptions {
  readonly course: readonly CourseStep[];
  readonly desk: StepDesk;
  /** Takes the learner to another step: its desk is then attended to. */
  readonly goTo: (step: CourseStep) => void;
  /** Undefined for the usual one, or any other where that is taken. */
  readonly port?: number;
}

/** The usual port: with it a browser keeps what it knows of these pages. */
const usualPort = 4747;

/** How often at most a page is told how far the judging is. */
const betweenProgressMs = 150;

/** Serves the pages. Throws `UsageError` when nothing can listen on the port. */
export async function openWebFace({ course, desk, goTo, port }: WebFaceOptions): Promise<WebFace> {
  const recorded =
    process.env.WORKBOOK_RECORDINGS ?? join(projectFolder, 'shared/recording/recordings');
  const recordings = await recordingsIn(recorded);
  const files = await siteFiles({
    recordings,
    live: () => Object.keys(readProgress(course).green),
  });
  const viewers = new Viewers(course);
  viewers.attend(desk);
  const token = randomBytes(24).toString('base64url');
  const id = randomBytes(12).toString('base64url');
  const server = createServer();
  await listen(server, port);
  const { port: listening } = server.address() as AddressInfo;
  const app = new Koa();
  // A browser that goes away while it is answered is no defect.
  app.on('error', () => {});
  app.use(guard({ port: listening, token }));
  app.use(answerProblems);
  app.use(routes({ files, viewers, id, course, goTo }).routes());
  const answer = app.callback();
  server.on('request', (request, response) => void answer(request, response));
  const origin = `http://127.0.0.1:${listening}/`;
  const watching = endWithParent();
  return {
    origin,
    address: `${origin}attempt.html#token=${token}`,
    id,
    attend: (other) => viewers.attend(other),
    async [Symbol.asyncDispose]() {
      watching[Symbol.dispose]();
      viewers[Symbol.dispose]();
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function listen(server: ReturnType<typeof createServer>, port?: number): Promise<void> {
  const tries = port === undefined ? [usualPort, 0] : [port];
  for (const one of tries) {
    const error = await new Promise<NodeJS.ErrnoException | undefined>((done) => {
      server.once('error', done);
      server.listen(one, '127.0.0.1', () => {
        server.off('error', done);
        done(undefined);
      });
    });
    if (!error) return;
    if (one === tries.at(-1))
      throw new UsageError(
        `port ${one} cannot be listened on (${error.code}): name another one with --port`,
      );
  }
}

async function answerProblems(ctx: Context, next: () => Promise<void>): Promise<void> {
  try {
    await next();
  } catch (error) {
    const { kind, message } = problemOf(error);
    refuse(ctx, error instanceof TooLarge ? 413 : kind === 'defect' ? 500 : 422, message);
  }
}

interface Served {
  readonly files: SiteFiles;
  readonly viewers: Viewers;
  readonly id: string;
  readonly course: readonly CourseStep[];
  readonly goTo: (step: CourseStep) => void;
}

function routes({ files, viewers, id, course, goTo }: Served): Router {
  const router = new Router();
  router.get('/live/id', (ctx) => {
    ctx.body = { id };
  });
  router.get('/live/events', (ctx) => {
    ctx.respond = false;
    viewers.add(ctx.res);
  });
  for (const name of Object.keys(bodies) as (keyof Bodies)[])
    router.post(`/live/${name}`, async (ctx) => {
      const body = await readBody(ctx, name);
      const action = actions[name] as (body: unknown, subject: object) => Promise<object>;
      const gone = new AbortController();
      ctx.res.once('close', () => gone.abort());
      ctx.body = await action(body, { course, desk: viewers.desk, goTo, gone: gone.signal });
    });
  router.get('/attempt.html', (ctx) => ctx.redirect(`/${viewers.desk.step.number}/attempt.html`));
  router.get('/{*path}', async (ctx) => {
    const path = ctx.path.slice(1) || 'index.html';
    const make = files.get(path);
    if (!make) return refuse(ctx, 404, 'there is no such page');
    ctx.type = types[/\.\w+$/.exec(path)?.[0] ?? ''] ?? 'text/plain';
    ctx.body = await make();
  });
  return router;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The pages that look on: each is told what is known now, and then whatever changes. */
class Viewers implements Disposable {
  readonly #course: readonly CourseStep[];
  readonly #open = new Set<ServerResponse>();
  #desk: StepDesk | undefined;
  #showing: Disposable | undefined;
  #toldMs = 0;

  constructor(course: readonly CourseStep[]) {
    this.#course = course;
  }

  get desk(): StepDesk {
    if (!this.#desk) throw new TypeError('there is no desk to look at');
    return this.#desk;
  }

  attend(desk: StepDesk): void {
    this.#showing?.[Symbol.dispose]();
    this.#desk = desk;
    this.#showing = desk.show((event, state) => this.#hear(event, state));
    this.#tell(this.#everything());
  }

  add(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    response.write(this.#everything());
    this.#open.add(response);
    response.on('close', () => this.#open.delete(response));
  }

  [Symbol.dispose](): void {
    this.#showing?.[Symbol.dispose]();
    for (const response of this.#open) response.end();
  }

  #hear(event: AttemptEvent, state: AttemptState): void {
    const nowMs = performance.now();
    if (event === 'progress' && nowMs - this.#toldMs < betweenProgressMs) return;
    if (event === 'progress') this.#toldMs = nowMs;
    if (event === 'result' || event === 'save' || event === 'absent')
      this.#tell(this.#failure(state));
    this.#tell(this.#state(state));
  }

  #everything(): string {
    const { state } = this.desk;
    return this.#failure(state) + this.#state(state);
  }

  #failure({ failing }: AttemptState): string {
    const { step } = this.desk;
    const path = join(attemptOf(step).folder, 'accounts.ts');
    return message('failure', liveFailure(failing, step, path));
  }

  #state(state: AttemptState): string {
    return message('state', liveState(this.#course, this.desk.step, state));
  }

  #tell(text: string): void {
    for (const response of this.#open) response.write(text);
  }
}

function message(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
