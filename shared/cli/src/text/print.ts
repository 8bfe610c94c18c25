/** Prints text for people, with a line end. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Prints a result for tools. */
export function printJson(result: object): void {
  print(JSON.stringify(result, null, 2));
}
