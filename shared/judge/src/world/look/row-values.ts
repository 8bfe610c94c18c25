/** A column of a table, as far as it decides what its bytes mean. */
export interface Column {
  readonly name: string;
  /** The name of its type, as PostgreSQL has it inside: `int8`. */
  readonly type: string;
}

/** What a column of a row holds, by its bytes as they lie in the page; null where it holds nothing. */
export function valueIn(bytes: Buffer | null, { type }: Pick<Column, 'type'>): string {
  if (bytes === null) return 'null';
  switch (type) {
    case 'int2':
      return String(bytes.readInt16LE());
    case 'int4':
      return String(bytes.readInt32LE());
    case 'int8':
      return String(bytes.readBigInt64LE());
    case 'bool':
      return bytes[0] === 1 ? 'true' : 'false';
    case 'timestamp':
    case 'timestamptz':
      return timeOf(bytes.readBigInt64LE());
    case 'uuid':
      return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    case 'text':
    case 'varchar':
      return contentOf(bytes).toString('utf8');
    default:
      return `\\x${bytes.toString('hex')}`;
  }
}

/** PostgreSQL counts microseconds from the year 2000, and has the last numbers on either side for all time before and after. */
function timeOf(microseconds: bigint): string {
  const time = new Date(Date.UTC(2000, 0) + Number(microseconds / 1000n));
  if (Number.isNaN(time.getTime())) return microseconds < 0n ? '-infinity' : 'infinity';
  return time
    .toISOString()
    .replace('T', ' ')
    .replace(/(\.000)?Z$/, '');
}

/** A value of any length has one byte before it, or four, that say how long it is. */
function contentOf(bytes: Buffer): Buffer {
  const isShort = ((bytes[0] ?? 0) & 1) === 1;
  return bytes.subarray(isShort ? 1 : 4);
}
