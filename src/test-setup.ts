import { expect } from 'vitest'

// Tests of the simulator reach into it past its door, which would have brought all its parts.
if (/\/(sim|rigs|scenarios|conformance)\//.test(expect.getState().testPath ?? '')) await import('./sim/whole')
