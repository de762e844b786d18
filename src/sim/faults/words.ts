import { parseDuration } from '../../base/duration'
import { fail, ok, type Result } from '../../base/result'
import { masterKinds, workerKinds } from '../cluster'
import type { MachineId, ProcessId } from '../kernel/types'

/** Readers of the words that faults are made of. Each error is a clause that says what was found and what was expected. */

const machineShape = /^(?:(?:master|worker)-[1-9]\d{0,3}|lb|users)$/
const machineExamples = 'a machine such as master-1, worker-2, lb or users'

export function readMachine(word: string): Result<MachineId> {
  return machineShape.test(word) ? ok(word) : fail(`'${word}' is not ${machineExamples}`)
}

export function readMachineOrProcess(word: string): Result<string> {
  return word.includes('/') ? readProcess(word) : readMachine(word)
}

export function readProcess(word: string): Result<ProcessId> {
  const [machine = '', name = '', ...more] = word.split('/')
  const known = machineShape.test(machine) && more.length === 0
  if (!known) return fail(`'${word}' is not a process such as master-1/etcd or worker-2/kubelet`)
  const names = processNames(machine)
  if (names.includes(name)) return ok(word)
  return fail(`'${word}' is not a process: ${machine} runs ${names.join(', ')}`)
}

function processNames(machine: MachineId): readonly string[] {
  if (machine === 'lb') return ['load-balancer']
  if (machine === 'users') return ['kubectl', 'traffic']
  // Whether this cluster's masters are Nodes is checked where the cluster is known.
  return machine.startsWith('master-') ? [...masterKinds, ...workerKinds] : workerKinds
}

const podShape = /^(?:[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?\/)?[a-z0-9][-a-z0-9.]*\*?$/

/** `namespace/name`, or a beginning of the name that ends in `*`, such as `web-*`. */
export function readPod(word: string): Result<string> {
  return podShape.test(word) ? ok(word) : fail(`'${word}' is not a pod such as default/web-1 or web-*`)
}

export function readContainer(word: string): Result<string> {
  return /^[a-z0-9][-a-z0-9]*$/.test(word) ? ok(word) : fail(`'${word}' is not a container's name`)
}

const sizeUnits = { Gi: 2 ** 30, Mi: 2 ** 20, Ki: 2 ** 10 } as const

/** Whole bytes, as Kubernetes writes them: 512Mi. */
export function readBytes(word: string): Result<number> {
  const [, digits, unit] = /^(\d{1,15})(Gi|Mi|Ki)?$/.exec(word) ?? []
  const bytes = Number(digits) * (unit ? sizeUnits[unit as keyof typeof sizeUnits] : 1)
  const valid = Number.isSafeInteger(bytes) && bytes > 0
  return valid ? ok(bytes) : fail(`'${word}' is not an amount of memory such as 512Mi`)
}

export function writeBytes(bytes: number): string {
  const unit = Object.entries(sizeUnits).find(([, size]) => bytes % size === 0)
  return unit ? `${bytes / unit[1]}${unit[0]}` : String(bytes)
}

/** Offset with its sign: +30s, -500ms. */
export function readOffset(word: string): Result<number> {
  const sign = word[0]
  const duration = parseDuration(word.slice(1))
  if ((sign !== '+' && sign !== '-') || !duration.ok) return fail(`'${word}' is not an offset such as +30s or -500ms`)
  return ok(sign === '-' && duration.value !== 0 ? -duration.value : duration.value)
}

export function readFactor(word: string): Result<number> {
  const factor = Number(/^(\d+(?:\.\d+)?)x$/.exec(word)?.[1])
  return factor > 0 && factor <= 1e6 ? ok(factor) : fail(`'${word}' is not a factor such as 10x`)
}

export function readPercent(word: string): Result<number> {
  const percent = Number(/^(\d+(?:\.\d+)?)%$/.exec(word)?.[1])
  return percent <= 100 ? ok(percent / 100) : fail(`'${word}' is not a share such as 5% (0% to 100%)`)
}

export const writePercent = (share: number): string => `${Number((share * 100).toPrecision(12))}%`
