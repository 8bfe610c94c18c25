/** The database of this number in the Redis at `url`. */
export function redisDatabaseIn(url: string, number: number): string {
  const own = new URL(url);
  own.pathname = `/${number}`;
  return own.href;
}
