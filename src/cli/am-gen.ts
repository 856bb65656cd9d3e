#!/usr/bin/env node
import { AM_GEN } from './reference-generator.js';
import { startProgram } from './start-program.js';

startProgram(AM_GEN);
