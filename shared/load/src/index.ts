export { fullSize, quickSize } from './bench/cells.ts';
export { runBench } from './bench/run-bench.ts';
export { CannotMeasure } from './errors.ts';
export { headingText, rowText } from './load-text.ts';
export { type LoadPlan, loadPlans } from './plan.ts';
export { type Load, type LoadOptions, runAllLoads } from './run-all-loads.ts';
export { exitOnSignals } from './run-folder.ts';
export { ServerFailed } from './step-server.ts';
export type { LoadVerdict } from './verdict.ts';
