// The inputs that break services: one arbitrary for each place in a request.
import fc from 'fast-check';

export const jsonHeaders: Readonly<Record<string, string>> = { 'content-type': 'application/json' };

/** Ids of accounts that are likely to be there. */
export const likelyId = fc.integer({ min: 1, max: 5 });

/** Any code point. The unit `binary` makes a table of all of them first, which takes most of a second. */
export const codePoint = fc
  .oneof(fc.integer({ min: 0, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }))
  .map((point) => String.fromCodePoint(point));

export const awkwardText = fc.oneof(
  fc.constantFrom('', ' ', '\0', 'a\0b', '\ud800', '\udc00a', '__proto__', 'constructor', '💶'),
  fc.string({ unit: codePoint, maxLength: 120 }),
  fc.string({ maxLength: 120 }),
);

const awkwardNumber = fc.oneof(
  fc.constantFrom(0, -0, -1, 1.5, 1e3, 2 ** 31 - 1, 2 ** 31, 2 ** 53 - 1, 2 ** 53, 1e300),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  likelyId,
);

/** The value of a field. */
export const awkwardValue: fc.Arbitrary<unknown> = fc.oneof(
  awkwardNumber,
  awkwardText,
  fc.jsonValue(),
  fc.constantFrom(null, undefined, true, '1', [1], { toString: null, valueOf: null }),
);

/** An id in a path. */
export const awkwardSegment = fc.oneof(
  fc.constantFrom('1e3', '0x1', '01', '1.0', '-1', '+1', '%00', '%31', '%', '%ff', '1%20', '..'),
  fc.constantFrom('2147483647', '2147483648', '99999999999999999999', '__proto__', 'NaN', '١'),
  fc.string({ unit: 'binary-ascii', maxLength: 20 }).map(encodeURIComponent),
);

const awkwardJson = fc.oneof(
  fc.constantFrom('', 'null', '[]', '"text"', '{', '{"amount":1}{"amount":2}', '{"amount":NaN}'),
  fc.constantFrom('{"amount":1,"amount":2}', '{"amount":1.0}', '\ufeff{"amount":1}'),
  fc.constantFrom('{"amount":1e999}', '{"amount":-1e999}', '{"amount":0x1}', '{"amount":01}'),
  fc.constantFrom(
    '{"amount":1,"__proto__":{"amount":2}}',
    '{"__proto__":{"amount":2}}',
    '{"constructor":{"prototype":{}},"amount":1}',
    '['.repeat(8000),
    `${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}`,
    `{"amount":1,"pad":"${'x'.repeat(16 * 1024)}"}`,
  ),
  fc.json(),
);

/** A whole body. */
export const awkwardPayload: fc.Arbitrary<string | Buffer> = fc.oneof(
  { weight: 4, arbitrary: awkwardJson },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
);

const tag = fc
  .tuple(
    fc.constantFrom('', '', '', 'W/', 'w/'),
    fc.oneof(fc.integer({ min: -1, max: 12 }), fc.nat()),
  )
  .map(([weak, version]) => `${weak}"${version}"`);

/** A list of entity tags, of which some may be those of accounts that are there. */
const tagList = fc
  .tuple(fc.array(tag, { minLength: 1, maxLength: 12 }), fc.constantFrom(',', ', ', ' ,\t', ',,'))
  .map(([tags, comma]) => tags.join(comma));

/** If-Match and If-None-Match, from what clients send to what none should. */
export const awkwardTags: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: tagList },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 4 }).map((version) => `"${version}"`) },
  { weight: 1, arbitrary: fc.constant('*') },
  {
    weight: 1,
    arbitrary: fc.oneof(
      fc.constantFrom('', ' ', ',', '**', '*, "1"', '1', '"1', '"1" "2"', '"1,"', '"01"', '"é"'),
      fc.string({ unit: fc.constantFrom('"', 'W/', '1', '2', ',', ' ', '*'), maxLength: 12 }),
    ),
  },
);

/** Header fields, of which most are as they should be: each wrong one hides what comes after it. */
export const awkwardHeaders: fc.Arbitrary<Record<string, string>> = fc.oneof(
  { weight: 4, arbitrary: fc.constant(jsonHeaders) },
  {
    weight: 1,
    arbitrary: fc.record(
      {
        'content-type': fc.constantFrom(
          'application/json; charset=utf-8',
          'APPLICATION/JSON;charset="UTF-8"',
          'application/json; charset=latin1',
          'application/json;;;=',
          'text/plain',
          'multipart/form-data',
          ';',
        ),
        'content-encoding': fc.constantFrom('gzip', 'identity', 'br, gzip', ''),
        'content-length': fc.constantFrom('0', '1', '99999999', '-1', 'x'),
        'transfer-encoding': fc.constantFrom('chunked', 'gzip'),
        'if-match': awkwardTags,
        'if-none-match': awkwardTags,
        host: fc.constantFrom('', '[', '[::1]:80', 'a:b:c', '@'),
        'x-http-method-override': fc.constant('DELETE'),
      },
      { requiredKeys: [] },
    ),
  },
);
