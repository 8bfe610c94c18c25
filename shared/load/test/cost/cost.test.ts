import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { loadCourse, projectFolder } from '@workbook/course';
import { fullSize } from '../../src/bench/cells.ts';
import { renderCharts } from '../../src/cost/charts.ts';
import {
  type CostFigure,
  type CostReport,
  figureOf,
  growthText,
  lessonText,
  lookUpText,
  readCost,
  type Workload,
  workloads,
  workloadText,
} from '../../src/cost/index.ts';

const report = await readCost();

describe('docs/cost.json', () => {
  it('has every step under every load', async () => {
    for (const { number } of await loadCourse())
      for (const workload of Object.keys(workloads) as Workload[])
        for (const connections of fullSize.connections) {
          const figure = figureOf(report, { of: number, processes: 1, workload, connections });
          assert.ok(figure, `step ${number}, ${workload}, ${connections}: run npm run bench:steps`);
        }
  });

  it('has no figure that is not a number', () => {
    for (const figure of report.figures)
      for (const value of [figure.perSecond, figure.p50Ms, figure.p99Ms, figure.refusedShare])
        assert.ok(Number.isFinite(value), JSON.stringify(figure));
  });
});

describe('the charts', () => {
  it('show what docs/cost.json says', async () => {
    for (const [name, svg] of renderCharts(report)) {
      const drawn = await readFile(join(projectFolder, 'docs', name), 'utf8');
      assert.ok(drawn === svg, `docs/${name} is out of date: npm run bench:steps -- --draw`);
    }
  });
});

const figure: CostFigure = {
  of: '05',
  processes: 1,
  workload: 'hot',
  connections: 64,
  perSecond: 1234.5,
  p50Ms: 51.4,
  p99Ms: 2340,
  refusedShare: 0.004,
  rollbackShare: 0,
  lockWaitShare: 0.256,
};

const small: CostReport = {
  format: 1,
  date: '2026-11-21',
  machine: { cpu: 'Abacus', cores: 2, memoryGib: 8, system: 'linux 6', loadBefore: 0.1 },
  versions: { node: '24.0.0', postgresql: '18.4', redis: '8.0.0' },
  rounds: 3,
  sliceMs: 600,
  figures: [
    figure,
    { ...figure, of: '06', perSecond: 7, p50Ms: 0.123, rollbackShare: 17.8, refusedShare: 0.5 },
    { ...figure, of: '01', rollbackShare: null, lockWaitShare: null },
    { ...figure, of: 'pg-statement', rollbackShare: null, lockWaitShare: null },
  ],
  growth: [
    { accounts: 1, of: '02', p50Ms: 1.23 },
    { accounts: 100_000, of: '02', p50Ms: 1234 },
  ],
};
const measured =
  '*Measured 2026-11-21 on 2 cores (Abacus), 8 GiB, linux 6, load 0.1 before; Node 24.0.0, PostgreSQL 18.4, Redis 8.0.0.*';

describe('lessonText', () => {
  it('puts steps side by side, without what was not measured', () => {
    assert.equal(
      lessonText(small, ['05', '06']),
      `| requests done per second (median latency, 99 of 100 within) | step 05 | step 06 |
| --- | --- | --- |
| one hot account, 64 connections | 1,230 (51 ms, 2.34 s) | 7 (0.12 ms, 2.34 s) |

| one hot account, 64 connections | step 05 | step 06 |
| --- | --- | --- |
| refused | under 1 % | 50 % |
| rollbacks for each answer | 0.00 | 17.80 |
| sessions at work that wait for a lock | 26 % | 26 % |

${measured}`,
    );
  });

  it('leaves out the database where there is none', () => {
    assert.doesNotMatch(lessonText(small, ['01']), /rollbacks/);
  });
});

describe('workloadText and growthText', () => {
  it('show the limits among the steps', () => {
    const text = workloadText(small, 'hot');
    assert.match(text, /^\| step 01 \| 1,230 \(51 ms, 2\.34 s\) \| under 1 % \| – \| – \|$/m);
    assert.match(text, /^\| one statement, by `pg` alone \| 1,230/m);
  });

  it('show how an owner is found, once it is measured', () => {
    assert.equal(lookUpText(small), undefined);
    const lookUp = [
      { accounts: 1000, of: '09', p50Ms: 0.5 },
      { accounts: 1000, of: '09 without its index', p50Ms: 1.25 },
    ];
    const measuredToo = { ...small, lookUp };
    assert.match(
      lookUpText(measuredToo) ?? '',
      /^\| accounts \| one report in step 09 \| one report in step 09 without its index \|\n.*\n\| 1,000 \| 0\.5 ms \| 1\.3 ms \|$/m,
    );
    assert.deepEqual(
      [
        renderCharts(small).has('cost-owners.svg'),
        renderCharts(measuredToo).has('cost-owners.svg'),
      ],
      [false, true],
    );
  });

  it('show the growth', () => {
    assert.match(growthText(small), /^\| 100,000 \| 1\.23 s \|$/m);
    assert.ok(growthText(small).endsWith(measured));
  });
});
