const MOST_LINES = 12;
const WIDTH = 12;

/** A query as it can be pasted into Prometheus, and its answer, one line a series, the largest first. */
export function answerText({ title, expr, unit, legend, result }) {
  const found = result.filter(({ value }) => Number.isFinite(value)).sort((a, b) => b.value - a.value);
  const lines = found.map(({ metric, value }) =>
    `  ${valueText(value, unit).padStart(WIDTH)}  ${nameOf(metric, { expr, legend })}`.trimEnd(),
  );
  const rest = lines.length - MOST_LINES;
  const shown = rest > 0 ? [...lines.slice(0, MOST_LINES), `  ${''.padStart(WIDTH)}  and ${rest} more`] : lines;
  return [title, `  ${expr}`, ...(shown.length > 0 ? shown : ['  no answer'])].join('\n');
}

/** As the dashboard calls it; elsewhere by the values of its labels, in the order in which the query names them. */
function nameOf(metric, { expr, legend }) {
  if (legend !== undefined) return legend.replaceAll(/\{\{(\w+)\}\}/g, (_whole, label) => metric[label] ?? '');
  const labels = /\bby \(([^)]*)\)/.exec(expr)?.[1].split(/, */) ?? [];
  return labels.flatMap((label) => metric[label] ?? []).join(', ');
}

function valueText(value, unit) {
  if (unit === 's') return secondsText(value);
  if (unit === 'ops') return `${short(value)} /s`;
  return unit === 'percentunit' ? `${short(value * 100)} %` : short(value);
}

function secondsText(seconds) {
  if (seconds >= 1 || seconds === 0) return `${short(seconds)} s`;
  return seconds >= 1e-3 ? `${short(seconds * 1e3)} ms` : `${short(seconds * 1e6)} µs`;
}

const short = (value) => String(Number(value.toPrecision(3)));
