import { format } from './judge.mjs';
import { median, spread } from './statistics.mjs';

const QUANTITY = { time: 'ns', alloc: 'bytes per operation', mem: 'bytes each', heap: 'MiB grown', import: 'ms' };
const FIELD = { time: 'wall', alloc: 'bytes', mem: 'bytes', heap: 'growthMb', import: 'wall' };

const valuesOf = (results, { key, mode }, field) => {
  const name = mode === 'time' && field === 'cpu' ? 'cpu' : FIELD[mode];
  return results.get(key).map((result) => result[name]);
};

/** Markdown: one line per cell with its median, its spread and, paired per round, how it compares with ours. */
export const tableOf = (cells, results, field) => {
  const measured = cells.filter(({ key }) => results.has(key));
  const lines = measured.map((one) => {
    const values = valuesOf(results, one, field);
    const own = measured.find(
      (other) => other.contestant === 'ours' && other.key.replace('ours', '') === one.key.replace(one.contestant, ''),
    );
    const ours = own === undefined ? [] : valuesOf(results, own, field);
    const ratio =
      ours.length === 0 ? '' : format(median(values.slice(0, ours.length).map((value, i) => value / ours[i])));
    const noise = `±${(100 * spread(values)).toFixed(0)} %`;
    return `| ${one.key} | ${format(median(values))} | ${QUANTITY[one.mode]} | ${noise} | ${ratio} |`;
  });
  return ['| measurement | median | unit | spread | x ours |', '| --- | ---: | --- | ---: | ---: |', ...lines].join(
    '\n',
  );
};
