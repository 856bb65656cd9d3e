let report;

export const initialize = ({ port }) => {
  report = port;
};

export const load = (url, context, next) => {
  report.postMessage(url);
  return next(url, context);
};
