import { tmpdir } from 'node:os';
import { MachineError } from '../errors.js';
import { linesOf, type FileLine } from '../file-lines.js';
import { jaegerProcess, jaegerSpan } from './jaeger-span.js';
import { parseTraces, type OtlpBatch } from './otlp-traces.js';
import { RecordSpool } from './record-spool.js';

/** Settings of {@link convertToJaeger}. */
export interface JaegerConversion {
  /** Files of OTLP JSON lines; what they know of one trace becomes one trace. */
  readonly files: readonly string[];
  /** Takes the result piece by piece; nothing comes before all files have been read. */
  readonly write: (piece: Uint8Array) => Promise<void>;
  /** Told of each line that is left out. @default the first damaged line ends the conversion */
  readonly onDamaged?: ((problem: string) => void) | undefined;
  /** Where spans wait. @default the temporary folder of the system */
  readonly temporaryFolder?: string | undefined;
}

/** What was converted. */
export interface ConversionCount {
  readonly traces: number;
  readonly spans: number;
  /** Lines that were left out. */
  readonly damaged: number;
}

/** What has been read, but for the spans themselves. */
interface Collected {
  readonly spool: RecordSpool;
  /** Identifiers of processes by what they are. */
  readonly processes: Map<string, string>;
  /** The processes of each trace, by their identifiers. */
  readonly traces: Map<string, Set<string>>;
}

/**
 * Writes files of OTLP JSON lines as one document that Jaeger's user interface opens ("JSON file"), with any number of traces.
 * Memory holds one line, and a few numbers for each trace; spans wait in a temporary file, sorted by trace.
 * @throws MachineError FILE with file and line for what is damaged, for a file that cannot be read, and when there is no span
 */
export async function convertToJaeger(conversion: JaegerConversion): Promise<ConversionCount> {
  const { files, write, onDamaged, temporaryFolder = tmpdir() } = conversion;
  const collected: Collected = {
    spool: await RecordSpool.open(temporaryFolder),
    processes: new Map(),
    traces: new Map(),
  };
  let spans = 0;
  let damaged = 0;
  try {
    for (const file of files) {
      for await (const line of linesOf(file)) {
        const batches = read(file, line, onDamaged);
        if (batches === undefined) damaged += 1;
        for (const batch of batches ?? []) spans += await addBatch(batch, collected);
      }
    }
    if (spans === 0) throw new MachineError('FILE', `there is no span in ${files.join(', ')}`);
    await writeTraces(collected, write);
  } finally {
    await collected.spool.close();
  }
  return { traces: collected.traces.size, spans, damaged };
}

function read(
  file: string,
  line: FileLine,
  onDamaged: JaegerConversion['onDamaged'],
): readonly OtlpBatch[] | undefined {
  try {
    return parseTraces(line.bytes);
  } catch (error) {
    const cut = line.ended ? '' : '; the file ends within the line, as when its writer was killed';
    const problem = `${file}, line ${line.number}: ${error instanceof Error ? error.message : String(error)}${cut}`;
    if (onDamaged === undefined) throw new MachineError('FILE', problem, { cause: error });
    onDamaged(problem);
    return undefined;
  }
}

async function addBatch({ origin, spans }: OtlpBatch, { spool, processes, traces }: Collected): Promise<number> {
  const process = JSON.stringify(jaegerProcess(origin));
  const processID = processes.get(process) ?? `p${processes.size + 1}`;
  processes.set(process, processID);
  for (const span of spans) {
    const converted = jaegerSpan(span, origin, processID);
    const known = traces.get(converted.traceID);
    if (known === undefined) traces.set(converted.traceID, new Set([processID]));
    else known.add(processID);
    await spool.add(converted.traceID, `${known === undefined ? '' : ','}\n${JSON.stringify(converted)}`);
  }
  return spans.length;
}

/** One span a line, so that the file can be compared and searched. */
async function writeTraces({ spool, processes, traces }: Collected, write: JaegerConversion['write']): Promise<void> {
  let before = '{"data":[\n';
  for (const [traceID, ids] of traces) {
    await write(Buffer.from(`${before}{"traceID":${JSON.stringify(traceID)},"spans":[`));
    for await (const piece of spool.read(traceID)) await write(piece);
    const own = [...processes]
      .filter(([, id]) => ids.has(id))
      .map(([process, id]) => `${JSON.stringify(id)}:${process}`);
    await write(Buffer.from(`\n],"processes":{${own.join(',')}},"warnings":null}`));
    before = ',\n';
  }
  await write(Buffer.from('\n]}\n'));
}
