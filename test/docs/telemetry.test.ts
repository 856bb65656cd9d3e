import 'reflect-metadata';
import { container } from 'tsyringe';
import { Machine, defineSchema } from 'statescope';
import { Metered, Traced } from 'statescope/decorators';
import { MEMORY_SPANS, budgetOf, memory, startTelemetry } from 'statescope/di';
import 'statescope/testing/jest';

@Traced()
@Metered()
class Light extends Machine.of(defineSchema({ On: {} })) {}

test('turning the light on is seen', async () => {
  const telemetry = await startTelemetry(container, { modules: [memory()] });
  new Light().add('On');
  await telemetry.flush();
  expect(container.resolve(MEMORY_SPANS)).toHaveSpan('[add] On', { 'asyncmachine.tx.result': 'executed' });
  expect(telemetry).toStayWithinBudget({ spanNames: 50 });
  await telemetry.shutdown();
});

test('a class can never have more series than this', () => {
  expect(budgetOf(Light, { limits: { maxErrorTypes: 10 } })).toStayWithinBudget(1000);
});
