// Starts telemetry with the settings that are given, and says what was wrong.
require('reflect-metadata');
const { container } = require('tsyringe');
const { startTelemetry } = require('statescope/di');

startTelemetry(container, JSON.parse(process.argv[2]))
  .then((telemetry) => telemetry.shutdown())
  .catch((error) => {
    console.log(JSON.stringify({ code: error.code, message: error.message }));
  });
