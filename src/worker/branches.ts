import type { Micros } from '../base/time'
import { forkSimulation, type Fault, type KubectlCommand, type Simulation } from '../sim'

/** One line of what happened. Acting in the past begins another; the old one stays selectable. */
export interface Branch {
  readonly id: number
  readonly parent: number | null
  readonly forkedAt: Micros
  readonly title: string
  readonly simulation: Simulation
}

export class Branches {
  readonly list: Branch[]
  current: Branch

  constructor(simulation: Simulation) {
    this.current = { id: 0, parent: null, forkedAt: 0, title: 'as it was', simulation }
    this.list = [this.current]
  }

  /** Goes another way after `at`. Gives the time of the command: the next whole millisecond. */
  fork(at: Micros, title: string, command: (at: Micros) => Fault | KubectlCommand): Micros {
    const when = Math.floor(at / 1_000) * 1_000 + 1_000
    const from = this.current
    const given = command(when)
    const simulation = forkSimulation(from.simulation, 'kind' in given ? { faults: [given] } : { kubectl: [given] })
    this.current = { id: this.list.length, parent: from.id, forkedAt: when, title, simulation }
    this.list.push(this.current)
    return when
  }

  select(id: number): boolean {
    const found = this.list.find((branch) => branch.id === id)
    if (found) this.current = found
    return found !== undefined
  }
}
