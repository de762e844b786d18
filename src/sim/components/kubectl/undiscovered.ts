import { goQuote } from './cobra/quote'
import type { Kubectl } from './session'

/**
 * How often a command asks in vain what the server serves before it gives up, with nothing in its cache: once to know
 * categories and short names, twice for each try to map a resource, and mapping is tried twice. Models
 * client-go/restmapper/discovery.go and cli-runtime/pkg/resource/builder.go.
 */
export function discoveryTries({ session }: Kubectl): number {
  const { command, args, flags } = session
  const [first = '', second = ''] = args
  if (flags.raw !== undefined) return 0
  const files = flags.filename !== undefined || flags.kustomize !== undefined
  if (once.has(command)) return 1
  if (fromFiles.has(command) && files) return 1
  if (none.has(command)) return command === 'events' && flags.for !== undefined ? 2 : 0
  if (twice.has(command)) return flags.list === true ? 0 : 2
  if (command.startsWith('create')) {
    const what = command === 'create' ? first : command.split(' ')[1]
    if (what === 'job' && flags.from !== undefined) return 4
    return what === 'role' || what === 'clusterrole' ? 2 : 0
  }
  if (named.has(command)) return 4
  // Words of the form type/name need no short names.
  if (first.includes('/') || second.includes('/')) return 4
  return first.includes(',') ? 4 + first.split(',').length : 5
}

const once = new Set(['api-resources', 'api-versions', 'diff', 'run', 'apply set-last-applied'])
const fromFiles = new Set(['get', 'delete', 'describe', 'label', 'annotate', 'patch', 'scale', 'wait', 'expose'])
const none = new Set([
  'version',
  'top',
  'top pod',
  'top node',
  'events',
  'apply',
  'replace',
  'auth whoami',
  'auth reconcile',
  'cluster-info dump',
  'proxy'
])
const twice = new Set(['explain', 'taint', 'auth can-i'])
const named = new Set([
  'logs',
  'exec',
  'attach',
  'cp',
  'port-forward',
  'drain',
  'cordon',
  'uncordon',
  'certificate approve',
  'certificate deny',
  'debug'
])

/** Says for each try that it failed. Models client-go/discovery/cached/memory/memcache.go. */
export function sayUndiscovered(kubectl: Kubectl, tries: number, error: string): void {
  for (let i = 0; i < tries; i++) {
    kubectl.log(
      'E',
      `memcache.go:265] "Unhandled Error" err=${goQuote(`couldn't get current server API group list: ${error}`)}`
    )
  }
}
