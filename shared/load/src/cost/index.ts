export {
  type CostFigure,
  type CostReport,
  figureOf,
  type GrowthFigure,
  readCost,
  type Workload,
  workloads,
} from './report.ts';
export { growthText, lessonText, lookUpText, measuredText, workloadText } from './text.ts';
