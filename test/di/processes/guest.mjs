/* A program that ends in one of many ways: `guest.mjs with|without HOW FILE TELEMETRY`. With a telemetry it must end as without. */
const [, , mode, how, file, telemetry] = process.argv;
if (mode === 'with') {
  const { start } = await import(telemetry);
  await start({ file, hangs: how === 'hang' });
}

class PlainlyNamed extends Error {}

const WAYS = {
  throw: () => {
    throw new Error('thrown');
  },
  'throw a subclass': () => {
    throw Object.assign(new PlainlyNamed('of two\nlines', { cause: new Error('because') }), { code: 'E_FIELDS' });
  },
  'a mistake': () => undefined.property,
  'a rejection': () => {
    void Promise.reject(new TypeError('rejected'));
  },
  'a rejection with a text': () => {
    void Promise.reject('text');
  },
  'a listener for errors': () => {
    process.on('uncaughtException', (error, origin) => {
      console.error('seen', error.message, origin);
      process.exitCode = 3;
    });
    throw new Error('looked after');
  },
  'a monitor of errors': () => {
    process.on('uncaughtExceptionMonitor', (error, origin) => console.error('monitored', error.message, origin));
    throw new Error('watched');
  },
  'a listener for signals': () => {
    process.once('SIGTERM', () => {
      console.error('seen SIGTERM');
      process.exitCode = 7;
      clearInterval(hold);
    });
    hold = setInterval(() => undefined, 1000);
    console.log('ready');
  },
  signals: () => {
    setInterval(() => undefined, 1000);
    console.log('ready');
  },
  hang: () => {
    setInterval(() => undefined, 1000);
    console.log('ready');
  },
};
let hold;
process.on('exit', (code) => console.log('exit', code));
setTimeout(() => WAYS[how](), 1);
