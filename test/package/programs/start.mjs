// Starts telemetry with the settings that are given, and says what was wrong.
import 'reflect-metadata';
import { container } from 'tsyringe';
import { startTelemetry } from 'statescope/di';

try {
  await (await startTelemetry(container, JSON.parse(process.argv[2]))).shutdown();
} catch (error) {
  console.log(JSON.stringify({ code: error.code, message: error.message }));
}
