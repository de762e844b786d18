import { formatHours, readFrequency, usualFaults, type Cause, type Inputs } from '../../../availability'
import { fail, ok, type Result } from '../../../base/result'

/** Two fields for each cause, as they were typed. */
export interface Field {
  readonly every: string
  readonly lasts: string
}
export type Texts = Readonly<Record<Cause, Field>>

/** How a cause is called beside its fields, and what it is. */
export const names: readonly { readonly cause: Cause; readonly name: string; readonly what: string }[] = [
  { cause: 'machine', name: 'machine', what: 'each master, worker and balancer loses its power' },
  {
    cause: 'process',
    name: 'process',
    what: 'each process of Kubernetes is killed; what kubelets start again is back by their own means'
  },
  {
    cause: 'zone',
    name: 'zone',
    what: 'all machines of one of three zones lose their power; the balancer stands in the first'
  },
  {
    cause: 'rack',
    name: 'rack',
    what: 'all machines of one of two racks lose their power, the balancer stands in none'
  },
  { cause: 'disk', name: 'etcd full', what: "a master's disk is full" },
  {
    cause: 'certificate',
    name: 'certificates',
    what: 'the certificates of all controller managers and schedulers, or those of all kubelets, run out; they are renewed'
  },
  {
    cause: 'data',
    name: 'etcd lost',
    what: 'all masters lose what etcd wrote; the last snapshot, at most a day old, is restored'
  },
  { cause: 'network', name: 'network', what: 'no packet reaches a machine or leaves it' },
  { cause: 'operator', name: 'operator', what: 'somebody reboots the wrong machine; it is back by itself' },
  { cause: 'upgrade', name: 'upgrade', what: 'all machines are rebooted, one every 15 minutes' }
]

const unused: Field = { every: 'never', lasts: '1 h' }
const shown = (cause: Cause): Field => {
  const frequency = usualFaults[cause]
  return frequency ? { every: formatHours(frequency.every.mean), lasts: formatHours(frequency.lasts.mean) } : unused
}

export const usualTexts: Texts = {
  machine: shown('machine'),
  process: shown('process'),
  zone: shown('zone'),
  rack: unused,
  network: unused,
  disk: shown('disk'),
  certificate: shown('certificate'),
  data: shown('data'),
  operator: unused,
  upgrade: unused
}

/** A word for how durations are spread, where none is typed: what systemd starts is there after the same time. */
const spread = (cause: Cause, text: string): string =>
  cause === 'process' && !/[a-z]{5,}/i.test(text.replace(/seconds?|minutes?|hours?/i, '')) ? `${text} fixed` : text

/** One cause as it is typed: its frequency, null if it never comes, or one sentence. */
export function readField(cause: Cause, { every, lasts }: Field) {
  const read = readFrequency(cause, every, spread(cause, lasts))
  if (!read.ok) return read
  return ok(read.value.every.mean === Infinity ? null : read.value)
}

export function readTexts(texts: Texts): Result<Inputs['faults']> {
  const faults: Partial<Record<Cause, NonNullable<Inputs['faults'][Cause]>>> = {}
  for (const cause of Object.keys(texts) as Cause[]) {
    const read = readField(cause, texts[cause])
    if (!read.ok) return fail(read.error)
    if (read.value) faults[cause] = read.value
  }
  return ok(faults)
}
