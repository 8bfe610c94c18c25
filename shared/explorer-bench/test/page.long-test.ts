import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { chartOf } from '../src/chart.ts';
import { type Figures, spreadOf } from '../src/figures.ts';
import { chartFile, figuresFile, pageFile, withFigures } from '../src/page.ts';
import { tables } from '../src/tables.ts';

const figures: Figures = JSON.parse(await readFile(figuresFile, 'utf8'));

describe('the page about the bench', () => {
  it('shows the figures of docs/bench.json', async () => {
    const page = await readFile(pageFile, 'utf8');
    assert.equal(page, withFigures(page, figures));
  });

  it('shows a chart of them', async () => {
    assert.equal(await readFile(chartFile, 'utf8'), chartOf(figures));
  });

  it('is refused when it has no place for them', () => {
    assert.throws(() => withFigures('# A page', figures), /must have a line <!-- figures/);
  });
});

describe('the tables', () => {
  it('say where isolationtester is not installed', () => {
    const [rate] = figures.rates;
    assert.ok(rate);
    const { isolationtester: _, times: __, ...alone } = rate;
    const { isolationtester: ___, ...machine } = figures.machine;
    const text = tables({ ...figures, machine, rates: [alone] });
    assert.match(text, /\| not installed \| – \|/);
    assert.match(text, /no isolationtester/);
  });

  it('say that the machine was busy, where it was', () => {
    const { machine } = figures;
    const busy = tables({ ...figures, machine: { ...machine, cores: 2, loadBefore: 1.5 } });
    assert.match(busy, /busy with other things \(load 1\.5 /);
    const quiet = tables({ ...figures, machine: { ...machine, cores: 2, loadBefore: 0.5 } });
    assert.doesNotMatch(quiet, /busy/);
  });

  it('show the median, and between which values half of the measurements lie', () => {
    assert.deepEqual(spreadOf([5, 1, 2, 4, 3]), { median: 3, from: 2, to: 4 });
    assert.deepEqual(spreadOf([1, 2, 3, 1000]), { median: 2.5, from: 1.75, to: 252 });
  });
});
