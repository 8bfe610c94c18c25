import { BarChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { Figures } from './figures.ts';

echarts.use([BarChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

/** The rates as a picture: an SVG document, the same for the same figures. */
export function chartOf({ rates, rounds }: Figures): string {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 720, height: 320 });
  const bars = (name: string, color: string, values: readonly (number | undefined)[]) => ({
    type: 'bar' as const,
    name,
    data: values.map((value) => value ?? '-'),
    itemStyle: { color },
    label: { show: true, position: 'right' as const },
  });
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    title: { text: `Schedules in a second (medians of ${rounds})`, left: 'center' },
    legend: { top: 32 },
    grid: { left: 130, right: 60, top: 70, bottom: 30 },
    xAxis: { type: 'value' },
    yAxis: {
      type: 'category',
      inverse: true,
      data: rates.map(({ name, schedules }) => `${name}\n${schedules} schedules`),
    },
    series: [
      bars(
        'explorer',
        '#1f6feb',
        rates.map(({ explorer }) => explorer.median),
      ),
      bars(
        'isolationtester',
        '#9aa4b2',
        rates.map((rate) => rate.isolationtester?.median),
      ),
    ],
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  // Without the styles for a mouse: a picture has no use for them, and they are numbered chart by
  // chart.
  const still = svg.replace(/<style\b.*?<\/style>\n?/s, '').replace(/ class="[^"]*"/g, '');
  return `${still}\n`;
}
