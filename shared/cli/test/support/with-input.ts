import { Readable } from 'node:stream';

/** Does `work` in this process, with `text` as the standard input, which is no terminal. */
export async function withInput<T>(text: string, work: () => Promise<T>): Promise<T> {
  const before = Object.getOwnPropertyDescriptor(process, 'stdin') as PropertyDescriptor;
  Object.defineProperty(process, 'stdin', { value: Readable.from([text]), configurable: true });
  try {
    return await work();
  } finally {
    Object.defineProperty(process, 'stdin', before);
  }
}
