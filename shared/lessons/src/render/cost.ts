import {
  growthText,
  lessonText,
  littleText,
  lookUpText,
  measuredText,
  readCost,
  type Workload,
  workloads,
  workloadText,
} from '@workbook/load/cost';
import { argsOf } from '../page/args.ts';
import type { Block } from '../page/blocks.ts';
import { CannotRender } from '../page/problem.ts';

/**
 * `cost on=05,06` compares steps, `cost load=hot` shows all figures of one load, `cost about=little` holds them against
 * Little's law, and `about=growth`, `about=owners` and `about=machine` say the rest. It measures nothing, and shows what
 * `docs/cost.json` says.
 */
export async function renderCost(block: Block): Promise<string> {
  const { on, load, about } = argsOf(block, [], ['on', 'load', 'about']);
  const report = await readCost();
  if (on) {
    const steps = on.split(',');
    const unknown = steps.find((step) => !report.figures.some(({ of }) => of === step));
    if (unknown === undefined) return lessonText(report, steps);
    throw new CannotRender(
      `"run: ${block.title}" asks for what docs/cost.json does not have: step ${unknown}`,
    );
  }
  if (load && Object.hasOwn(workloads, load)) return workloadText(report, load as Workload);
  if (about === 'growth') return growthText(report);
  if (about === 'owners') {
    const text = lookUpText(report);
    if (text !== undefined) return text;
    throw new CannotRender(
      `"run: ${block.title}" asks for what docs/cost.json does not have: run npm run bench:steps`,
    );
  }
  if (about === 'little') return littleText(report, '06');
  if (about === 'machine') return measuredText(report);
  throw new CannotRender(
    `"run: ${block.title}" says nothing that is measured: cost knows on=05,06, load=${Object.keys(workloads).join('|')}, about=growth|little|owners|machine`,
  );
}
