import { expect } from 'vitest';
import { machineMatchers } from 'statescope/testing';

expect.extend(machineMatchers);
