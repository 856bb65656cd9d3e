/** The middle of some numbers; NaN of none. */
export const median = (numbers) => {
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
};

/** Half the distance of the middle half of the numbers, relative to their median. */
export const spread = (numbers) => {
  const sorted = [...numbers].sort((a, b) => a - b);
  const at = (part) => sorted[Math.round((sorted.length - 1) * part)];
  return (at(0.75) - at(0.25)) / 2 / median(numbers);
};
