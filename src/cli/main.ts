#!/usr/bin/env node
import { STATESCOPE } from './run.js';
import { startProgram } from './start-program.js';

startProgram(STATESCOPE);
