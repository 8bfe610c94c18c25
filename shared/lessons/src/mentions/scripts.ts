import type { Problem } from '../page/problem.ts';

/** The scripts of each package of the project, by the package's name; the project's own by `''`. */
export type Scripts = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * The npm scripts that a text tells its reader, or a shell, to run, and that no package has. In a
 * list of them, `check:load` alone will do.
 */
export function missingScripts(text: string, scripts: Scripts): Problem[] {
  const problems: Problem[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    for (const [command, run, short, rest = '', bare] of line.matchAll(
      /\bnpm (?:run ([\w:-]+)|(test|start))\b([^`"'#;|&]*)|(?<=`)((?:bench|check|test):[\w-]+)/g,
    )) {
      const name = run ?? short ?? bare ?? '';
      const workspace = /(?:^|\s)(?:-w|--workspace)[ =]([@\w/-]+)/.exec(rest)?.[1] ?? '';
      if (/NAME$/.test(workspace)) continue;
      const known = scripts.get(workspace.replace(/\bNN$/, '01'));
      if (known?.has(name)) continue;
      const owner = workspace === '' ? 'the project' : workspace;
      problems.push({
        line: i + 1,
        message: `"${command.trim()}": ${known ? `${owner} has no script ${name}` : `there is no package ${owner}`}`,
      });
    }
  }
  return problems;
}
