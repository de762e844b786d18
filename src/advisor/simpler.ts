import { seconds, type Micros } from '../base/time'
import { formatFault, parseFault, type Fault } from '../sim'

/** Scripts that are a little simpler than a script, those that save most first: without a fault, with a weaker one, at plainer times. */
export function simplerThan(lines: readonly string[], at: Micros): string[][] {
  const faults = lines.map(read)
  const exchanged = (i: number, fault: Fault) => faults.map((other, j) => (j === i ? fault : other))
  const half = Math.ceil(faults.length / 2)
  const halves = faults.length > 3 ? [faults.slice(0, half), faults.slice(half)] : []
  const dropped = faults.length > 1 ? faults.map((_, i) => faults.filter((_, j) => j !== i)) : []
  const weaker = faults.flatMap((fault, i) => weakerThan(fault).map((one) => exchanged(i, one)))
  const plainer = faults.flatMap((fault, i) =>
    plainerTimes(fault.at, at).map((when) => exchanged(i, { ...fault, at: when }))
  )
  return [...halves, ...dropped, ...weaker, ...plainer].map((script) =>
    [...script].sort((a, b) => a.at - b.at).map(formatFault)
  )
}

function read(line: string): Fault {
  const fault = parseFault(line)
  if (!fault.ok) throw new Error(fault.error)
  return fault.value
}

const processes = {
  master: ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'],
  worker: ['kubelet', 'container-runtime', 'kube-proxy'],
  lb: ['load-balancer']
} as const

const processesOf = (machine: string): readonly string[] =>
  processes[machine.split('-')[0] as keyof typeof processes] ?? []

/** A fault that takes less: one process instead of a machine, half as much, fewer machines. */
function weakerThan(fault: Fault): Fault[] {
  switch (fault.kind) {
    case 'crash':
      return processesOf(fault.machine).map((name) => ({
        kind: 'kill',
        at: fault.at,
        target: `${fault.machine}/${name}`
      }))
    case 'kill':
    case 'stop':
    case 'pause': {
      if (fault.target.includes('/')) return []
      return processesOf(fault.target).map((name) => ({ ...fault, target: `${fault.target}/${name}` }))
    }
    case 'slow-disk':
      return fault.factor >= 4 ? [{ ...fault, factor: Math.floor(fault.factor / 2) }] : []
    case 'link': {
      const { latency, jitter, loss } = fault
      const halved = (value: Micros) => Math.floor(value / 2_000) * 1_000
      return [
        ...(jitter > 0 ? [{ ...fault, jitter: 0 }] : []),
        ...(latency >= 20_000 ? [{ ...fault, latency: halved(latency) }] : []),
        ...(loss >= 0.04 ? [{ ...fault, loss: Math.floor(loss * 50) / 100 }] : [])
      ].filter((one) => one.latency > 0 || one.jitter > 0 || one.loss > 0)
    }
    case 'skew-clock':
      return Math.abs(fault.offset) >= seconds(2)
        ? [{ ...fault, offset: Math.trunc(fault.offset / 2e6) * 1_000_000 }]
        : []
    case 'partition':
      return fault.groups.flatMap((group, i) =>
        group.length < 2
          ? []
          : group.map((machine) => ({
              ...fault,
              groups: fault.groups.map((other, j) => (i === j ? other.filter((name) => name !== machine) : other))
            }))
      )
    default:
      return []
  }
}

/** The instant of the first fault, else whole tens of seconds, else whole seconds after it. */
function plainerTimes(when: Micros, at: Micros): Micros[] {
  if (when === at) return []
  const after = when - at
  const rounded = [seconds(10), seconds(1)].map((unit) => at + Math.round(after / unit) * unit)
  const isPlain = (time: Micros) => (time - at) % seconds(10) === 0
  const candidates = isPlain(when) ? [at] : [at, ...rounded]
  return [...new Set(candidates)].filter((time) => time !== when && (isPlain(time) || (when - at) % seconds(1) !== 0))
}
