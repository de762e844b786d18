import { everybodyElse, type Fault } from './types'

/** Machines and processes that a fault names. */
export function targetsOf(fault: Fault): readonly string[] {
  switch (fault.kind) {
    case 'partition':
      return fault.groups.flat().filter((machine) => machine !== everybodyElse)
    case 'cut':
    case 'drop':
      return [fault.from, fault.to]
    case 'link':
      return [fault.a, fault.b].filter((machine) => machine !== everybodyElse)
    case 'kill-container':
    case 'fill-memory':
      return []
    case 'heal':
      return fault.machine === undefined ? [] : [fault.machine]
    default:
      return 'machine' in fault ? [fault.machine] : [fault.target]
  }
}
