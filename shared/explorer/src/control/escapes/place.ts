import { fileURLToPath } from 'node:url';

/** The folder of the explorer's own code, which is never the place that is looked for. */
const own = fileURLToPath(new URL('../..', import.meta.url));

/** The library that was called, and the place in the code under test that called it, by a stack. */
export function placeOf(stack: string): { library?: string; place?: string } {
  const frames = framesOf(stack);
  const called = frames.find(isLibrary);
  const library = called && folderOf(called);
  const place = frames.find((frame) => !isLibrary(frame));
  return { ...(library && { library }), ...(place && { place }) };
}

/** Who asks for something, Node and the explorer's own code aside. */
export interface Asking {
  readonly isLibrary: boolean;
  /** Whether it is a library that hands out connections. */
  readonly isPool: boolean;
  /** The place in the code: `/app/src/buy.ts:12:5`. Absent for a library. */
  readonly place?: string | undefined;
}

/** Who asks for something, by a stack. */
export function askingIn(stack: string): Asking {
  const [place] = framesOf(stack);
  const isOfLibrary = place !== undefined && isLibrary(place);
  const isPool = place !== undefined && pools.test(place);
  return { isLibrary: isOfLibrary, isPool, ...(!isOfLibrary && { place }) };
}

/** Pools that know nothing of what they pool; Knex, Sequelize and others are built on them. */
const pools = /[\\/]node_modules[\\/](?:tarn|generic-pool|sequelize-pool|lightning-pool)[\\/]/;

/** Whether a library has called `driver` by itself, as far as a stack tells; `driver` matches the names of its packages. */
export function isCalledByLibrary(stack: string, driver: RegExp): boolean {
  const caller = framesOf(stack).find((frame) => {
    const [, name] =
      /[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)[\\/](?!.*[\\/]node_modules[\\/])/.exec(
        frame,
      ) ?? [];
    return name === undefined || !driver.test(name);
  });
  return caller !== undefined && isLibrary(caller);
}

const isLibrary = (frame: string) => /[\\/]node_modules[\\/]/.test(frame);

/** The places of a stack, without Node's and the explorer's own. */
function framesOf(stack: string): string[] {
  return stack
    .split('\n')
    .flatMap(
      (line) => /(?:\(|at (?:async )?)((?:file:\/\/)?\/[^)]*:\d+:\d+)\)?$/.exec(line)?.[1] ?? [],
    )
    .map((frame) => (frame.startsWith('file:') ? pathIn(frame) : frame))
    .filter((frame) => !frame.startsWith(own));
}

/** A library's folder from the first `node_modules` on: a copy that another library brings has two. */
function folderOf(frame: string): string | undefined {
  return /[\\/](node_modules[\\/](?:.*[\\/]node_modules[\\/])?(?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(
    frame,
  )?.[1];
}

/** `file:///app/a.ts?instance=1:2:3` as `/app/a.ts:2:3`. */
function pathIn(frame: string): string {
  const [, url = frame, position = ''] = /^(.*?)((?::\d+){2})$/.exec(frame) ?? [];
  return fileURLToPath(new URL(url)) + position;
}
