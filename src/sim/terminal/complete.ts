import { scheme, findResource } from '../api/scheme'
import { clusterOf } from '../cluster'
import { findCommand } from '../components/kubectl/cobra/find'
import { programNames } from '../components/linux/programs'
import { asked, type Place, type Slices } from './place'
import type { Shell } from './state'
import { toolNames } from './tools'
import { filesOn } from './tools/machine-files'
import { units } from './tools/units'

/** What may stand in the place of the word that a line ends with. */
export interface Completion {
  /** Where that word begins. */
  readonly from: number
  readonly words: readonly string[]
}

/** Words that may end a line: programs, kubectl's verbs, kinds, names and flags, machines, units, files. */
export function* complete(place: Place, shell: Shell, line: string): Slices<Completion> {
  const start = Math.max(...['|', ';', '&', '('].map((mark) => line.lastIndexOf(mark))) + 1
  const words = line.slice(start).trimStart().split(/\s+/)
  const last = words.pop() ?? ''
  const all = yield* candidates(place, shell, words, last)
  const slash = last.includes('/') && words[0] === 'kubectl' ? last.lastIndexOf('/') + 1 : 0
  const comma = Math.max(slash, last.startsWith('-') ? last.indexOf('=') + 1 : 0)
  const typed = last.slice(comma)
  const found = [...new Set(all)].filter((word) => word.startsWith(typed) && word !== typed).sort()
  return { from: line.length - typed.length, words: found }
}

function* candidates(place: Place, shell: Shell, before: readonly string[], last: string): Slices<readonly string[]> {
  const [program] = before
  if (program === undefined) return ['kubectl', ...toolNames(shell.machine), ...programNames].map((name) => `${name} `)
  if (program === 'kubectl' || program === 'k') return yield* kubectlWords(place, shell, before.slice(1), last)
  const files = filesOf(place, shell, last)
  switch (program) {
    case 'ssh':
    case 'ping':
      return machinesOf(place).map((name) => `${name} `)
    case 'systemctl':
      return before.length === 1 ? verbs : Object.keys(units)
    case 'journalctl':
      return before.at(-1) === '-u' ? Object.keys(units) : ['-u', '-f', '-n', '--since', '--no-pager']
    case 'crictl':
      return ['ps', 'pods', 'images', 'logs', 'inspect', 'inspectp', 'stop', 'rm', 'info', 'version']
    default:
      return files
  }
}

const verbs = ['status', 'start', 'stop', 'restart', 'kill', 'is-active', 'cat', 'show']

const machinesOf = ({ simulation }: Place): readonly string[] => {
  const { masters, workers, hasLoadBalancer } = clusterOf(simulation.history.head)
  return [...masters, ...workers, ...(hasLoadBalancer ? ['lb'] : [])]
}

/** Files of the shell's machine, directory by directory. */
function filesOf({ simulation }: Place, { machine, files, disks }: Shell, last: string): string[] {
  const own = Object.keys((machine === '' ? files : disks[machine]) ?? {})
  const found = machine === '' ? own : [...own, ...filesOn(simulation.history.head, machine).keys()]
  const depth = last.split('/').length
  return found.map((path) =>
    path.split('/').length > depth ? `${path.split('/').slice(0, depth).join('/')}/` : `${path} `
  )
}

/** Commands whose first word is a kind, or `kind/name`. */
const ofKinds = new Set([
  'get',
  'describe',
  'delete',
  'label',
  'annotate',
  'patch',
  'edit',
  'wait',
  'scale',
  'expose',
  'autoscale'
])
const ofPods = new Set(['logs', 'exec', 'attach', 'port-forward', 'debug', 'cp'])
const ofNodes = new Set(['cordon', 'uncordon', 'drain'])
const outputs = ['json', 'yaml', 'wide', 'name', 'jsonpath=', 'custom-columns=']
const workloads = ['deployment', 'statefulset', 'daemonset']

function* kubectlWords(place: Place, shell: Shell, words: readonly string[], last: string): Slices<readonly string[]> {
  const before = words.at(-1)
  const namespace = namespaceOf(words)
  if (before === '-n' || before === '--namespace' || last.startsWith('--namespace='))
    return yield* namesOf(place, 'namespaces', '')
  if (before === '-f' || before === '--filename' || before === '-k' || last.startsWith('--filename='))
    return filesOf(place, shell, last)
  if (before === '-o' || before === '--output' || last.startsWith('--output=')) return outputs
  const positional = words.filter((word, i) => !word.startsWith('-') && !takesNext(words[i - 1]))
  const { command } = findCommand(words)
  if (last.startsWith('-'))
    return [...command.flags.values()]
      .filter(({ deprecated }) => deprecated === undefined)
      .map(({ name, bare }) => `--${name}${bare === '' ? '=' : ' '}`)
  if (command.children.length > 0) return command.children.map(({ name }) => `${name} `)
  const depth = command.path.split(' ').length
  const verb = positional[0]!
  const rest = positional.slice(depth)
  if (ofPods.has(verb)) return rest.length === 0 ? yield* namesOf(place, 'pods', namespace) : []
  if (ofNodes.has(verb)) return yield* namesOf(place, 'nodes', '')
  if (verb === 'taint') return rest.length === 0 ? ['nodes '] : yield* namesOf(place, 'nodes', '')
  if (verb === 'top' && rest.length === 0) return ['pods ', 'nodes ']
  if (verb === 'explain' || ofKinds.has(verb) || depth > 1) {
    const slash = last.indexOf('/')
    if (slash > 0) return yield* namesOf(place, last.slice(0, slash), namespace)
    if (rest.length > 0) {
      const kind = rest[0]!.split('/')[0]!
      return rest[0]!.includes('/') ? [] : yield* namesOf(place, kind, namespace)
    }
    return depth > 1 ? workloads.map((kind) => `${kind}/`) : scheme.map(({ plural }) => `${plural} `)
  }
  return []
}

/** Flags whose value is the next word. */
const takesNext = (word: string | undefined): boolean =>
  word !== undefined &&
  /^(?:-[nolcfk]|--(?:namespace|output|selector|container|filename|field-selector|sort-by|as))$/.test(word)

function namespaceOf(words: readonly string[]): string {
  const at = words.findIndex((word) => word === '-n' || word === '--namespace')
  return (at >= 0 ? words[at + 1] : words.find((word) => word.startsWith('--namespace='))?.slice(12)) ?? ''
}

/** Names as the API gives them now; none if it does not answer. */
function* namesOf(place: Place, kind: string, namespace: string): Slices<readonly string[]> {
  if (!findResource(kind)) return []
  const line = `get ${kind}${namespace === '' ? '' : ` -n ${namespace}`} -o name --request-timeout=2s`
  const ran = yield* asked(place, { line }, false)
  if (ran.code !== 0) return []
  const text = ran.said.map(({ stream, text }) => (stream === 'stdout' ? text : '')).join('')
  return text
    .split('\n')
    .filter((name) => name !== '')
    .map((name) => `${name.slice(name.indexOf('/') + 1)} `)
}
