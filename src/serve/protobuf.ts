import { inflateRawSync } from 'node:zlib'
import { protobuf } from './generated/protobuf'

interface Field {
  readonly name: string
  readonly type: string
  readonly form: 'one' | 'many' | 'map' | 'inline'
}
type Message = ReadonlyMap<number, Field>

const messages = new Map<string, Message>()

function load(): void {
  const lines = inflateRawSync(Buffer.from(protobuf, 'base64')).toString('utf8').split('\n')
  for (const line of lines) {
    const bar = line.indexOf('|')
    const fields = new Map<number, Field>()
    for (const text of line.slice(bar + 1).split(';')) {
      const [number, name = '', type = ''] = text.split(' ')
      const form = type.startsWith('*')
        ? 'many'
        : type.startsWith('>')
          ? 'map'
          : type.startsWith('~')
            ? 'inline'
            : 'one'
      fields.set(Number(number), { name, type: form === 'one' ? type : type.slice(1), form })
    }
    messages.set(line.slice(0, bar), fields)
  }
}

/** `k8s` and a zero: what a body in protobuf begins with. */
const magic = Buffer.from([0x6b, 0x38, 0x73, 0x00])
export const isProtobuf = (body: Buffer): boolean => body.subarray(0, 4).equals(magic)

/** An object in Kubernetes' protobuf as JSON; undefined: it cannot be read. Models runtime/serializer/protobuf. */
export function fromProtobuf(body: Buffer): string | undefined {
  if (messages.size === 0) load()
  try {
    const unknown = entries(body.subarray(4))
    const meta = entries(bytesOf(unknown, 1))
    const apiVersion = bytesOf(meta, 1).toString('utf8')
    const kind = bytesOf(meta, 2).toString('utf8')
    const slash = apiVersion.indexOf('/')
    const group = slash < 0 ? 'core' : apiVersion.slice(0, slash).split('.')[0]!
    const name = [
      `k8s.io.api.${group}.${apiVersion.slice(slash + 1)}.${kind}`,
      `k8s.io.apimachinery.pkg.apis.meta.v1.${kind}`
    ].find((one) => messages.has(one))
    if (name === undefined) return undefined
    return JSON.stringify({ apiVersion, kind, ...(object(name, bytesOf(unknown, 2)) as object) })
  } catch {
    return undefined
  }
}

interface Entry {
  readonly number: number
  readonly value: bigint | Buffer
}

function entries(bytes: Buffer): Entry[] {
  const found: Entry[] = []
  let at = 0
  const varint = (): bigint => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++]
      if (byte === undefined || shift > 63n) throw new Error('truncated')
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
  }
  const take = (length: number): Buffer => {
    if (at + length > bytes.length) throw new Error('truncated')
    const part = bytes.subarray(at, at + length)
    at += length
    return part
  }
  while (at < bytes.length) {
    const key = Number(varint())
    const wire = key & 7
    const value =
      wire === 0
        ? varint()
        : wire === 2
          ? take(Number(varint()))
          : wire === 1
            ? take(8)
            : wire === 5
              ? take(4)
              : undefined
    if (value === undefined) throw new Error('no such wire type')
    found.push({ number: key >>> 3, value })
  }
  return found
}

function bytesOf(list: readonly Entry[], number: number): Buffer {
  const found = list.find((entry) => entry.number === number)?.value
  return Buffer.isBuffer(found) ? found : Buffer.alloc(0)
}

/**
 * Go writes fields that are no pointers also when they are zero, JSON leaves them out: texts, structs of times, and these. What may be a
 * pointer is kept, for its zero says something.
 */
const plain: ReadonlySet<string> = new Set(
  (
    'hostNetwork hostPID hostIPC stdin stdinOnce tty paused readOnly publishNotReadyAddresses generation observedGeneration unschedulable ' +
    'initialDelaySeconds timeoutSeconds periodSeconds successThreshold failureThreshold minReadySeconds hostPort nodePort containerPort port count ' +
    'currentReplicas readyReplicas updatedReplicas availableReplicas unavailableReplicas fullyLabeledReplicas restartCount ready active succeeded ' +
    'failed healthCheckNodePort globalDefault allowed denied incomplete authenticated templateGeneration ignoreStoreReadErrorWithClusterBreakingPotential'
  ).split(' ')
)

function object(name: string, bytes: Buffer): unknown {
  // A list that is the value of a map is a message of its own.
  if (name.endsWith('.ExtraValue'))
    return entries(bytes).flatMap(({ number: at, value }) => (at === 1 ? [(value as Buffer).toString('utf8')] : []))
  const special = specials[name]
  if (special) return special(entries(bytes))
  const message = messages.get(name)
  const found: Record<string, unknown> = {}
  for (const { number, value } of entries(bytes)) {
    const field = message?.get(number)
    if (!field) continue
    const { name: key, type, form } = field
    if (form === 'map') {
      const pair = entries(value as Buffer)
      const item = pair.find((entry) => entry.number === 2)?.value
      const map = (found[key] ??= {}) as Record<string, unknown>
      map[bytesOf(pair, 1).toString('utf8')] =
        item === undefined ? (type === 'string' || type === 'bytes' ? '' : object(type, noBytes)) : scalarOr(type, item)
      continue
    }
    const read = scalarOr(type, value)
    if (form === 'inline') Object.assign(found, read)
    else if (form === 'many') ((found[key] ??= []) as unknown[]).push(read)
    else if (!isAbsent(key, read)) found[key] = read
  }
  return found
}

const noBytes = Buffer.alloc(0)
const isAbsent = (key: string, value: unknown): boolean =>
  value === '' || value === undefined || ((value === 0 || value === false) && plain.has(key))

function scalarOr(type: string, value: bigint | Buffer): unknown {
  switch (type) {
    case 'string':
      return (value as Buffer).toString('utf8')
    case 'bytes':
      return (value as Buffer).toString('base64')
    case 'bool':
      return value !== 0n
    case 'int32':
    case 'int64':
    case 'uint32':
    case 'uint64':
      return Number(BigInt.asIntN(64, value as bigint))
    case 'double':
      return (value as Buffer).readDoubleLE(0)
    case 'float':
      return (value as Buffer).readFloatLE(0)
    default:
      return object(type, value as Buffer)
  }
}

const number = (list: readonly Entry[], at: number): number => {
  const found = list.find((entry) => entry.number === at)?.value
  return typeof found === 'bigint' ? Number(BigInt.asIntN(64, found)) : 0
}
const jsonIn = (list: readonly Entry[]): unknown => {
  const text = bytesOf(list, 1).toString('utf8')
  return text === '' ? undefined : (JSON.parse(text) as unknown)
}
const time = (digits: number) => (list: readonly Entry[]) => {
  if (list.length === 0) return undefined
  const iso = new Date(number(list, 1) * 1_000).toISOString().slice(0, 19)
  return digits === 0 ? `${iso}Z` : `${iso}.${String(Math.floor(number(list, 2) / 1_000)).padStart(6, '0')}Z`
}

/** Types with a JSON form of their own. */
const specials: Readonly<Record<string, (list: readonly Entry[]) => unknown>> = {
  'k8s.io.apimachinery.pkg.apis.meta.v1.Time': time(0),
  'k8s.io.apimachinery.pkg.apis.meta.v1.MicroTime': time(6),
  'k8s.io.apimachinery.pkg.apis.meta.v1.FieldsV1': jsonIn,
  'k8s.io.apimachinery.pkg.runtime.RawExtension': jsonIn,
  'k8s.io.apimachinery.pkg.api.resource.Quantity': (list) => bytesOf(list, 1).toString('utf8') || '0',
  'k8s.io.apimachinery.pkg.util.intstr.IntOrString': (list) =>
    number(list, 1) === 1 ? bytesOf(list, 3).toString('utf8') : number(list, 2)
}
