import { openRecording } from 'statescope/debugger';

export async function whatRanAt(file: string, machine: string, tick: number): Promise<string | undefined> {
  const recording = await openRecording(file); // JSON lines, or a dump of am-dbg
  const [newest] = recording.index.historiesOf(machine); // one history for each time it connected
  const cursor = recording.cursor(newest);
  cursor.seek({ tick }); // or { time }, { queueTick }, several of them; or cursor.seekId('...'), cursor.move(-1)
  const transition = cursor.read();
  await recording.close();
  return transition && `${transition.type} ${transition.called.join(' ')}`;
}
