export {
  type CostFigure,
  type CostReport,
  figureOf,
  type GrowthFigure,
  readCost,
  type Workload,
  workloads,
} from './report.ts';
export {
  growthText,
  lessonText,
  littleText,
  lookUpText,
  measuredText,
  workloadText,
} from './text.ts';
