import { parseDuration } from '../../../../base/duration'
import { readYaml } from '../../../../base/yaml'
import { others, settings, type Reads } from './fields'

/** What a file says, and what its strict reading complains of. */
export interface Read {
  readonly fields: Readonly<Record<string, unknown>>
  /** Fields that nobody knows: they are left out, and a line of the log says so. */
  readonly unknown: readonly string[]
}

const groupVersion = 'kubelet.config.k8s.io/v1beta1'
const scheme = 'in scheme "k8s.io/kubernetes/pkg/kubelet/apis/config/scheme/scheme.go:33"'

/**
 * Reads a KubeletConfiguration as the kubelet does: a field that nobody knows is no reason to give up (the lenient codec of v1beta1), one of
 * another type is. Models pkg/kubelet/kubeletconfig/configfiles and util/codec.
 * @returns the error's text where it cannot be read
 */
export function decode(text: string, path: string): Read | string {
  if (text.trim() === '') return `kubelet config file ${JSON.stringify(path)} was empty`
  const read = readYaml(text)
  if ('text' in read)
    return `failed to decode: yaml: ${read.line > 0 ? `line ${read.line}: ` : ''}${read.text.replace(/^\w/, (first) => first.toLowerCase())}`
  const fields = read.values[0]
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields))
    return 'failed to decode: couldn\'t get version/kind; json parse error: json: cannot unmarshal string into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'
  const { apiVersion, kind, ...rest } = fields as Record<string, unknown>
  if (!kind) return `failed to decode: Object 'Kind' is missing in '${JSON.stringify(fields)}'`
  if (!apiVersion) return `failed to decode: Object 'apiVersion' is missing in '${JSON.stringify(fields)}'`
  if (kind !== 'KubeletConfiguration' || apiVersion !== groupVersion)
    return `failed to decode: no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)} ${scheme}`
  const unknown: string[] = []
  const known: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(rest)) {
    const reads = settings[name]?.reads ?? others[name]
    if (reads === undefined) unknown.push(name)
    else if (value !== null && value !== undefined) {
      const wrong = wrongType(name, reads, value)
      if (wrong !== '') return `failed to decode: ${wrong}`
      known[name] = value
    }
  }
  return { fields: known, unknown }
}

/** encoding/json's complaint about a value of another type; empty: it is of its type. */
function wrongType(name: string, reads: Reads, value: unknown): string {
  const given = Array.isArray(value)
    ? 'array'
    : value === null
      ? 'null'
      : typeof value === 'boolean'
        ? 'bool'
        : typeof value
  const cannot = (type: string, what: string = given) =>
    `json: cannot unmarshal ${what} into Go struct field KubeletConfiguration.${name} of type ${type}`
  switch (reads) {
    case 'bool':
    case 'string':
      return given === reads ? '' : cannot(reads)
    case 'int32':
    case 'int64':
      if (given !== 'number') return cannot(reads)
      return Number.isInteger(value) ? '' : cannot(reads, `number ${String(value)}`)
    case 'float64':
      return given === 'number' ? '' : cannot(reads)
    case 'duration':
      if (typeof value !== 'string') return `json: cannot unmarshal ${given} into Go value of type string`
      return value === '0' || parseDuration(value).ok ? '' : durationProblem(value)
    case 'list':
      return given === 'array' ? '' : cannot('[]string')
    case 'map':
      return given === 'object' ? '' : cannot('map[string]string')
    case 'struct':
      return given === 'object' ? '' : cannot(`v1beta1.${name[0]!.toUpperCase()}${name.slice(1)}Config`)
  }
}

/** Models time.ParseDuration's errors. */
export const durationProblem = (text: string): string =>
  /^[-+]?[\d.]+$/.test(text)
    ? `time: missing unit in duration ${JSON.stringify(text)}`
    : `time: invalid duration ${JSON.stringify(text)}`
