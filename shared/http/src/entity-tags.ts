import type { Account, VersionedAccount } from '@workbook/domain';
import type { Context } from 'koa';
import { RequestRefused } from './problem-details.ts';

/** Versions are 32-bit like ids, so a larger number in a tag is not a version of anything. */
const maxVersion = 2_147_483_647;

/**
 * The versions that a conditional field names: `'any'` for `*`, or these. The set is empty when none
 * of its tags is one that an account could have; then nothing matches.
 */
export type NamedVersions = 'any' | ReadonlySet<number>;

/** The account's version, or nothing if its storage does not count changes. */
export function versionOf(account: Account & Partial<VersionedAccount>): number | undefined {
  return account.version;
}

/** A version as the strong entity tag of an account: `"3"`. */
export function entityTag(version: number): string {
  return `"${version}"`;
}

/**
 * What If-Match names, or nothing if the request has none. A weak tag is left out: equal weak tags
 * may stand for different states, and an edit must know its state exactly (RFC 9110, 13.1.1).
 *
 * Throws `malformed` unless the field is `*` or a list of entity tags.
 */
export function readIfMatch(ctx: Context): NamedVersions | undefined {
  return readVersions(ctx, 'If-Match', (tag) => !tag.isWeak);
}

/**
 * What If-None-Match names, or nothing if the request has none. A weak tag counts like a strong
 * one: caches on the way may have weakened it (RFC 9110, 13.1.2). Koa's own `ctx.fresh` is not
 * used, because it sends everything again to a client that adds `Cache-Control: no-cache`, as
 * `fetch` does.
 *
 * Throws `malformed` unless the field is `*` or a list of entity tags.
 */
export function readIfNoneMatch(ctx: Context): NamedVersions | undefined {
  return readVersions(ctx, 'If-None-Match', () => true);
}

/** Whether a version is among those that a field names. */
export function includes(versions: NamedVersions, version: number): boolean {
  return versions === 'any' || versions.has(version);
}

interface Tag {
  readonly isWeak: boolean;
  readonly opaque: string;
}

function readVersions(
  ctx: Context,
  name: string,
  counts: (tag: Tag) => boolean,
): NamedVersions | undefined {
  const field = ctx.req.headers[name.toLowerCase()];
  // Node joins a repeated field of these names to one list.
  if (typeof field !== 'string') return undefined;
  if (field.trim() === '*') return 'any';
  const tags = parseTags(field);
  if (tags.length === 0) {
    const message = `${name} must be * or a list of entity tags in double quotes, such as "3"`;
    throw new RequestRefused('malformed', message);
  }
  return new Set(tags.filter(counts).map(versionIn).filter(Number.isInteger));
}

/** The tags of a list, or none if it is malformed. Elements may be empty, as in `"1",,"2"`. */
function parseTags(field: string): Tag[] {
  // One element and its comma. Blanks around it are matched in one place each, or a long run of
  // them would take quadratic time.
  const element = /[ \t]*(?:(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"[ \t]*)?(?:,|$)/y;
  const tags: Tag[] = [];
  while (element.lastIndex < field.length) {
    const match = element.exec(field);
    if (match === null) return [];
    const [, weak, opaque] = match;
    if (opaque !== undefined) tags.push({ isWeak: weak !== undefined, opaque });
  }
  return tags;
}

/** Only its plain decimal form names a version: `"01"` and `"1.0"` are other tags than `"1"`. */
function versionIn({ opaque }: Tag): number {
  const version = Number(opaque);
  return String(version) === opaque && version >= 1 && version <= maxVersion ? version : Number.NaN;
}
