export { fullSize, quickSize } from './bench/cells.ts';
export { runBench } from './bench/run-bench.ts';
export { CannotMeasure } from './errors.ts';
export { headingText, rowText } from './load/load-text.ts';
export { type LoadPlan, loadPlans } from './load/plan.ts';
export { type LoadOptions, type LoadResult, runAllLoads } from './load/run-all-loads.ts';
export type { LoadVerdict } from './load/verdict.ts';
export { exitOnSignals } from './run-folder.ts';
export { ServerFailed } from './step-server.ts';
