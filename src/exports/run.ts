import type { Micros } from '../base/time'
import type { Scenario } from '../scenarios'
import type { Simulation } from '../sim'

/** What a file is made of: the inputs, the run that they give, and the instant that is looked at. */
export interface Run {
  readonly scenario: Scenario
  readonly simulation: Simulation
  readonly shown: Micros
  /** What opens the same run elsewhere: what follows `#` in the address. */
  readonly link: string
}
