import { basename, join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';

const browser = join(import.meta.dirname, '../browser');

/** The scripts and the one style sheet of the site, made small, by their names. */
export async function bundle(): Promise<ReadonlyMap<string, string>> {
  const parts = await Promise.all([
    small({
      entryPoints: { site: join(browser, 'site.tsx'), theme: join(browser, 'theme.ts') },
      // A page that lies in a folder may load no module, so that it is a script as there have always been.
      format: 'iife',
      target: ['es2022'],
      jsx: 'automatic',
      jsxImportSource: 'preact',
      legalComments: 'none',
    }),
    small({
      entryPoints: { site: join(browser, 'styles/site.css') },
      target: ['chrome120', 'firefox120', 'safari17'],
    }),
  ]);
  return new Map(parts.flat());
}

async function small(options: BuildOptions): Promise<[name: string, text: string][]> {
  const { outputFiles = [] } = await build({
    ...options,
    outdir: browser,
    write: false,
    bundle: true,
    minify: true,
    logLevel: 'warning',
  });
  return outputFiles.map(({ path, text }) => [basename(path), text]);
}
