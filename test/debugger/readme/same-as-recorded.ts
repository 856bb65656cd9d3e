import { Machine, defineSchema } from 'statescope';
import { openRecording, replay } from 'statescope/debugger';
import type { Divergence } from 'statescope/debugger';

class Job extends Machine.of(defineSchema({ A: {}, B: {}, C: {}, D: {}, E: {} })) {
  AState() {
    this.add('B');
    this.add('C');
    this.remove('A');
    this.addErr(new Error('err'));
  }
  BEnter() {
    this.add('E');
  }
}

export async function differences(file: string): Promise<readonly Divergence[]> {
  const recording = await openRecording(file);
  const { divergences } = replay(recording, new Job({ id: 'm' }));
  await recording.close();
  return divergences; // in a test: expect(await differences('test/monday.jsonl')).toEqual([])
}
