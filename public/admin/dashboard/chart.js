// A line of time by uPlot, redrawn when the page or the theme changes; the same figures stand in a table below it.
import {html, useEffect, useRef, useState} from '/common/html.js';
import {texts} from '/common/texts.js';
import {library} from '/common/use.js';

const HEIGHT = 220;
const MOST_LABELS = 8;

/**
 * @param rows [{key, label, …}] @param figureOf row → number
 * @param show number → text @param columns [[label, row → text], …] of the table
 */
export function Chart({title, rows, figureOf, show, columns}) {
  const box = useRef();
  useDrawing(box, rows, () => options(rows, show), rows.map(figureOf));
  return html`
    <figure class="chart">
      <div ref=${box} class="chart-box" role="img" aria-label=${title}></div>
      <details>
        <summary>${texts.dashboard.asTable}</summary>
        <div class="table-box chart-table" tabindex="0" role="region" aria-label=${title}>
          <table>
            <thead><tr><th scope="col">${texts.dashboard.period}</th>${columns.map(([label]) => html`<th key=${label} scope="col" class="number">${label}</th>`)}</tr></thead>
            <tbody>
              ${rows.map(
                row => html`
                  <tr key=${row.key}><th scope="row">${row.label}</th>${columns.map(([label, text]) => html`<td key=${label} class="number">${text(row)}</td>`)}</tr>
                `,
              )}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  `;
}

function useDrawing(box, rows, optionsOf, values) {
  const [theme, setTheme] = useState(0);
  useEffect(() => {
    const changed = () => setTheme(before => before + 1);
    const system = matchMedia('(prefers-color-scheme: dark)');
    addEventListener('themechange', changed);
    system.addEventListener('change', changed);
    return () => {
      removeEventListener('themechange', changed);
      system.removeEventListener('change', changed);
    };
  }, []);
  useEffect(() => {
    let plot;
    let isGone = false;
    // Held here: the size is told once more when the screen was left and its box is gone.
    const element = box.current;
    const resized = new ResizeObserver(() => plot?.setSize({width: element.clientWidth, height: HEIGHT}));
    library('uplot', 'uPlot').then(
      uPlot => {
        if (isGone) return;
        const size = {width: element.clientWidth, height: HEIGHT};
        plot = new uPlot({...optionsOf(), ...size}, [rows.map((_, index) => index), values], element);
        resized.observe(element);
      },
      // The table below has the same figures.
      () => undefined,
    );
    return () => {
      isGone = true;
      resized.disconnect();
      plot?.destroy();
    };
  }, [JSON.stringify(rows), theme]);
}

/** A colour of theme.css as a canvas understands it. */
function colour(name) {
  const probe = Object.assign(document.createElement('span'), {hidden: true});
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

function options(rows, show) {
  const [ink, line, accent, soft] = ['ink-soft', 'line', 'accent', 'accent-soft'].map(colour);
  const axis = {
    stroke: ink,
    grid: {stroke: line, width: 1},
    ticks: {stroke: line, width: 1},
    font: '12px system-ui',
  };
  const label = index => rows[index]?.label ?? '';
  return {
    scales: {
      x: {time: false, range: [-0.5, Math.max(0.5, rows.length - 0.5)]},
      y: {range: (_, __, most) => [0, most > 0 ? most * 1.1 : 1]},
    },
    legend: {live: true},
    cursor: {y: false, drag: {x: false, y: false}, points: {size: 8}},
    axes: [
      {
        ...axis,
        splits: plot => {
          const step = Math.max(
            1,
            Math.ceil(rows.length / Math.min(MOST_LABELS, Math.max(2, plot.width / 110))),
          );
          return rows.map((_, index) => index).filter(index => index % step === 0);
        },
        values: (_, splits) => splits.map(index => label(index).replace(/, \d{4}$/, '')),
      },
      {
        ...axis,
        size: 64,
        values: (_, splits) =>
          splits.map(value => (Number.isInteger(value) || value >= 10 ? show(value) : '')),
      },
    ],
    series: [
      {label: texts.dashboard.period, value: (_, index) => (index === null ? texts.nothing : label(index))},
      {
        label: texts.dashboard.value,
        stroke: accent,
        fill: soft,
        width: 2,
        points: {show: rows.length < 40, size: 6, fill: accent},
        value: (_, value) => (value === null ? texts.nothing : show(value)),
      },
    ],
  };
}
