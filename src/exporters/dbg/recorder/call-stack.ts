/** Bytes of a stack that debuggers get at most, as in the reference. */
const LONGEST = 4024;
const FRAMES = 30;
const FRAME = /^\s+at /;

/** Frames of this package are told by where its files lie. */
const own = ownFolder();

/**
 * Where the program is now, without the frames of this package on top: what called it.
 * @param filter text that is taken out of it
 */
export function callStack(filter: string | undefined): string {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = FRAMES;
  const { stack = '' } = new Error();
  Error.stackTraceLimit = stackTraceLimit;
  return cleanFrames(framesOf(stack, true), filter);
}

/** The frames of an error, without what it says: that is said already, and may hold secrets. */
export function errorStack(stack: string, filter: string | undefined): string {
  return cleanFrames(framesOf(stack, false), filter);
}

function framesOf(stack: string, skipsOwn: boolean): readonly string[] {
  const frames = stack.split('\n').filter((line) => FRAME.test(line));
  const outside = skipsOwn && own !== '' ? frames.findIndex((line) => !line.includes(own)) : 0;
  return frames.slice(Math.max(0, outside));
}

function cleanFrames(frames: readonly string[], filter: string | undefined): string {
  const text = frames.map((line) => line.trim()).join('\n');
  const clean = filter === undefined || filter === '' ? text : text.replaceAll(filter, '');
  return clean.length <= LONGEST ? clean : clean.slice(0, clean.lastIndexOf('\n', LONGEST));
}

/** The folder of this package's code, as frames show it: of what was built, or of its sources. */
function ownFolder(): string {
  const frame = new Error().stack?.split('\n').find((line) => FRAME.test(line)) ?? '';
  const file = /(?:\(| )(?<file>[^( ][^(]*?):\d+:\d+\)?$/.exec(frame)?.groups?.['file'] ?? '';
  const built = /^.*[\\/]dist[\\/](?:esm|cjs)[\\/]/.exec(file)?.[0];
  return built ?? /^(?<folder>.*[\\/])exporters[\\/]dbg[\\/]recorder[\\/]/.exec(file)?.groups?.['folder'] ?? '';
}
