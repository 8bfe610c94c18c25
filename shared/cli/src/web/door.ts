import { timingSafeEqual } from 'node:crypto';
import type { Context, Next } from 'koa';

/** What opens the door. */
export interface Door {
  /** The port that the server listens on. */
  readonly port: number;
  /** What a request that changes something must carry in the header `workbook-token`. */
  readonly token: string;
}

/**
 * Lets in only what a page of this server sends, or a learner who types its address. The server runs code and changes
 * files, and other pages in the same browser can send requests to it: under a name that leads to this machine, from
 * another port, or from a frame. Answers 403 or 405 to those.
 */
export function guard({ port, token }: Door) {
  const hosts = ['localhost', '127.0.0.1', '[::1]'].map((name) => `${name}:${port}`);
  return async (ctx: Context, next: Next): Promise<void> => {
    ctx.set(headers);
    const host = ctx.req.headers.host ?? '';
    const { origin, 'sec-fetch-site': site, 'sec-fetch-mode': mode } = ctx.req.headers;
    if (!hosts.includes(host)) return refuse(ctx, 403, 'this address is for this machine only');
    if (origin !== undefined && origin !== `http://${host}`)
      return refuse(ctx, 403, 'another page may not ask this server');
    // Only a link may lead here from another page.
    if (isForeign(site) && mode !== 'navigate')
      return refuse(ctx, 403, 'another page may not ask this server');
    if (ctx.method === 'GET' || ctx.method === 'HEAD') return await next();
    if (ctx.method !== 'POST') return refuse(ctx, 405, 'GET reads, and POST changes');
    if (!isSame(ctx.get('workbook-token'), token))
      return refuse(
        ctx,
        403,
        'open the address that the terminal shows: it carries what this needs',
      );
    await next();
  };
}

const headers = {
  'Content-Security-Policy':
    "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  // The next live face may be that of another attempt.
  'Cache-Control': 'no-store',
} as const;

const isForeign = (site: string | string[] | undefined) =>
  site === 'cross-site' || site === 'same-site';

/** Answers with a sentence, and goes no further. */
export function refuse(ctx: Context, status: number, problem: string): void {
  ctx.status = status;
  ctx.body = { problem };
}

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
