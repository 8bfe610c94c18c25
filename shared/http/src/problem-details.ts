import type { DomainErrorCode } from '@workbook/domain';
import type { Context } from 'koa';

/** Refusals that are about the request itself, before any account is looked at. */
type RequestErrorCode =
  | 'malformed'
  | 'unknown_route'
  | 'method_not_allowed'
  | 'request_timeout'
  | 'content_too_large'
  | 'unsupported_media_type'
  | 'headers_too_large';

/** The stable word in every problem's `code`. Messages may change, codes may not. */
export type ProblemCode = DomainErrorCode | RequestErrorCode | 'internal_error';

/** The body of every answer from 400 up, as `application/problem+json` (RFC 9457). */
export interface ProblemDetails {
  /** `urn:workbook:problem:` and the code. It identifies; there is no page behind it. */
  readonly type: string;
  /** The code in words; the same for every problem of this type. */
  readonly title: string;
  readonly status: number;
  /** One sentence about this one request. */
  readonly detail: string;
  readonly code: ProblemCode;
}

/** What went wrong, before it is written as problem details. */
export interface Problem {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const statusByCode: Readonly<Record<ProblemCode, number>> = {
  malformed: 400,
  key_required: 400,
  unknown_route: 404,
  unknown_account: 404,
  method_not_allowed: 405,
  request_timeout: 408,
  insufficient_funds: 409,
  account_not_empty: 409,
  too_many_accounts: 409,
  conflict: 409,
  key_in_use: 409,
  version_mismatch: 412,
  content_too_large: 413,
  unsupported_media_type: 415,
  invalid_amount: 422,
  invalid_owner: 422,
  balance_out_of_range: 422,
  same_account: 422,
  key_reused: 422,
  version_required: 428,
  headers_too_large: 431,
  internal_error: 500,
  unavailable: 503,
};

/** How soon a client should come back that met a busy storage, or its own request still at work. */
const retryAfterSeconds = 1;

/** All that a client is told about a defect: its message may hold a secret. */
export const defectProblem: Problem = {
  code: 'internal_error',
  detail: 'something went wrong here, and it was logged',
};

/** A refusal of the request itself. Its message and headers are shown to the client. */
export class RequestRefused extends Error {
  override readonly name: string = 'RequestRefused';
  readonly code: RequestErrorCode;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: RequestErrorCode, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.code = code;
    this.headers = headers;
  }
}

/**
 * What to tell the client about a thrown error, or nothing if it is a defect. A `DomainError` is
 * known by its name and code, not by its class, so that one from a second copy of the domain
 * package counts too; the name keeps out a driver's error that happens to have such a code.
 */
export function problemOf(error: unknown): Problem | undefined {
  if (error instanceof RequestRefused)
    return { code: error.code, detail: error.message, headers: error.headers };
  if (!isDomainError(error)) return undefined;
  const { code, message: detail } = error;
  if (code !== 'unavailable' && code !== 'key_in_use') return { code, detail };
  return { code, detail, headers: { 'Retry-After': String(retryAfterSeconds) } };
}

/** Makes `problem` the answer. */
export function answerProblem(ctx: Context, problem: Problem): void {
  const details = problemDetails(problem);
  ctx.status = details.status;
  ctx.set({ ...problem.headers, 'Content-Type': 'application/problem+json' });
  ctx.body = JSON.stringify(details);
}

/** The problem as RFC 9457 has it. */
export function problemDetails({ code, detail }: Problem): ProblemDetails {
  const title = code.charAt(0).toUpperCase() + code.slice(1).replaceAll('_', ' ');
  return { type: `urn:workbook:problem:${code}`, title, status: statusByCode[code], detail, code };
}

function isDomainError(error: unknown): error is Error & { code: DomainErrorCode } {
  return (
    error instanceof Error &&
    error.name === 'DomainError' &&
    'code' in error &&
    typeof error.code === 'string' &&
    Object.hasOwn(statusByCode, error.code)
  );
}
