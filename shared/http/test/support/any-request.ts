import fc from 'fast-check';
import {
  awkwardHeaders,
  awkwardPayload,
  awkwardSegment,
  awkwardTags,
  awkwardText,
  awkwardValue,
  codePoint,
  jsonHeaders,
  likelyId,
} from './awkward.ts';

export interface GeneratedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload?: string | Buffer;
}

/**
 * Requests from the quite ordinary to the quite impossible, for a bank whose accounts have the
 * first ids. About every third one succeeds, or the balances would have nothing to lose.
 */
export function anyRequest(): fc.Arbitrary<GeneratedRequest> {
  const request = fc.oneof(
    { weight: 5, arbitrary: sensible },
    { weight: 3, arbitrary: conditional },
    { weight: 5, arbitrary: almostSensible },
    { weight: 1, arbitrary: wild },
  );
  return fc.tuple(request, anyKey).map(([one, key]) => {
    if (one.method !== 'POST' || key === undefined) return one;
    return { ...one, headers: { 'idempotency-key': key, ...one.headers } };
  });
}

/** Mostly a key of its own; a few come again and again, and a few are none. */
const anyKey: fc.Arbitrary<string | undefined> = fc.oneof(
  { weight: 12, arbitrary: fc.uuid() },
  { weight: 2, arbitrary: fc.constantFrom('k1', '"k1"', 'k2') },
  { weight: 1, arbitrary: fc.constantFrom('', '""', 'k 1', 'k'.repeat(256)) },
  { weight: 1, arbitrary: fc.constant(undefined) },
);

const amount = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.maxSafeNat());
/** Owners who come again and again, so that they have as many accounts as they may. */
export const knownOwners = ['ann', 'bob', 'ölaf %2F'] as const;
const owner = fc.oneof(
  { weight: 3, arbitrary: fc.string({ minLength: 1, maxLength: 30 }) },
  { weight: 1, arbitrary: fc.constantFrom(...knownOwners) },
);

function post(url: string, body: unknown): GeneratedRequest {
  return { method: 'POST', url, headers: jsonHeaders, payload: JSON.stringify(body) };
}

const posts: fc.Arbitrary<[url: string, body: Record<string, unknown>]> = fc.oneof(
  fc.tuple(fc.constant('/accounts'), fc.record({ owner, opening: fc.nat(300) })),
  fc.tuple(fc.constant('/transfers'), fc.record({ from: likelyId, to: likelyId, amount })),
  fc.tuple(
    fc
      .tuple(likelyId, fc.constantFrom('deposits', 'withdrawals'))
      .map(([id, kind]) => `/accounts/${id}/${kind}`),
    fc.record({ amount }),
  ),
);

const sensible: fc.Arbitrary<GeneratedRequest> = fc.oneof(
  { weight: 3, arbitrary: posts.map(([url, body]) => post(url, body)) },
  {
    weight: 1,
    arbitrary: fc.oneof(
      fc.constantFrom('/accounts', '/health').map((url) => ({ method: 'GET', url, headers: {} })),
      fc
        .tuple(fc.constantFrom('GET', 'DELETE', 'HEAD'), likelyId)
        .map(([method, id]) => ({ method, url: `/accounts/${id}`, headers: {} })),
      fc.constantFrom(...knownOwners, 'a stranger').map((name) => ({
        method: 'GET',
        url: `/owners/${encodeURIComponent(name)}`,
        headers: {},
      })),
    ),
  },
);

/** An edit of one account under a condition, which a bank without versions refuses almost always. */
const conditional: fc.Arbitrary<GeneratedRequest> = fc
  .tuple(
    likelyId,
    fc.oneof(
      fc.tuple(fc.constantFrom('/deposits', '/withdrawals'), fc.record({ amount })),
      fc.tuple(fc.constant(''), fc.record({ owner })),
      fc.tuple(fc.constant(''), fc.constant(undefined)),
    ),
    fc.constantFrom('if-match', 'if-match', 'if-none-match', 'x-unconditional'),
    awkwardTags,
  )
  .map(([id, [rest, body], field, tags]) => {
    const url = `/accounts/${id}${rest}`;
    if (body === undefined) {
      const method = field === 'if-match' ? 'DELETE' : 'GET';
      return { method, url, headers: { [field]: tags } };
    }
    const edit = post(url, body);
    const headers = { ...edit.headers, [field]: tags };
    return { ...edit, method: rest === '' ? 'PATCH' : 'POST', headers };
  });

/** A sensible request with one field changed, added or left out. */
const oneFieldOff = fc
  .tuple(posts, fc.constantFrom('owner', 'opening', 'amount', 'from', 'to'), awkwardValue)
  .map(([[url, body], field, value]) => post(url, { ...body, [field]: value }));

const oneBodyOff = fc
  .tuple(posts, awkwardPayload)
  .map(([[url], payload]) => ({ ...post(url, {}), payload }));

const headersOff = fc
  .tuple(posts, awkwardHeaders)
  .map(([[url, body], headers]) => ({ ...post(url, body), headers }));

const addressOff = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'),
  url: fc.oneof(
    fc.constantFrom('/', '/accounts', '/transfers', '/health', '/accounts/', '/Accounts', '//'),
    fc
      .tuple(
        fc.oneof(likelyId.map(String), awkwardSegment),
        fc.constantFrom('', '/deposits', '/withdrawals', '/deposits/1', '/'),
      )
      .map(([segment, rest]) => `/accounts/${segment}${rest}`),
    awkwardSegment.map((segment) => `/owners/${segment}`),
  ),
  headers: fc.constant(jsonHeaders),
  payload: fc.constant('{"amount":1}'),
});

const almostSensible = fc.oneof(oneFieldOff, oneBodyOff, headersOff, addressOff);

/** What may stand between two slashes, or after a question mark. */
const urlPart = fc.string({
  unit: fc.oneof(
    fc.constantFrom(..."azAZ09-._~!$&'()*+,;=:@".split('')),
    codePoint.map(encodeURIComponent),
  ),
  maxLength: 20,
});

const wild: fc.Arbitrary<GeneratedRequest> = fc.record({
  method: fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'TRACE', 'PROPFIND', 'M-SEARCH', 'get'),
  url: fc
    .tuple(fc.array(urlPart, { maxLength: 5 }), fc.option(urlPart, { nil: undefined }))
    .map(([path, query]) => `/${path.join('/')}${query === undefined ? '' : `?${query}`}`),
  headers: fc.oneof(
    awkwardHeaders,
    fc.dictionary(
      fc.stringMatching(/^[a-z][a-z-]{0,15}$/),
      fc.string({ unit: 'grapheme-ascii', maxLength: 30 }),
      { maxKeys: 4 },
    ),
  ),
  payload: fc.oneof(awkwardPayload, awkwardText),
});
