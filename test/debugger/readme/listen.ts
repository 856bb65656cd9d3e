import { FlightRecorder, listenForMachines } from 'statescope/debugger';

export async function recordUntil(signal: AbortSignal, file: string, port = 6831): Promise<number> {
  const server = await listenForMachines({ port });
  signal.addEventListener('abort', () => void server.close());
  const recorder = await FlightRecorder.open(file);
  let canceled = 0;
  for await (const event of server.events()) {
    if (event.kind === 'transition' && !event.accepted) canceled += 1;
    await recorder.write(event);
  }
  await recorder.close();
  return canceled;
}
