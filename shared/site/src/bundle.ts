import { join } from 'node:path';
import { build } from 'esbuild';

const browser = join(import.meta.dirname, '../browser');

/** The one script and the one style sheet of the site, made small. They end up in `folder`. */
export async function bundle(folder: string): Promise<void> {
  await build({
    entryPoints: {
      site: join(browser, 'site.tsx'),
      theme: join(browser, 'theme.ts'),
    },
    outdir: folder,
    bundle: true,
    minify: true,
    // A page that lies in a folder may load no module, so that it is a script as there have always been.
    format: 'iife',
    target: ['es2022'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    logLevel: 'warning',
  });
  await build({
    entryPoints: { site: join(browser, 'styles/site.css') },
    outdir: folder,
    bundle: true,
    minify: true,
    target: ['chrome120', 'firefox120', 'safari17'],
    logLevel: 'warning',
  });
}
