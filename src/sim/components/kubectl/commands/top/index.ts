import { labelProblem } from '../../../../api/label-selector'
import { seconds } from '../../../../../base/time'
import { goDuration } from '../../../../api/duration'
import { parseTime } from '../../../../api/timestamp'
import type { KubeList, KubeObject, Node, Pod } from '../../../../api/types'
import type { Call } from '../../../../client-go/transport'
import { resourcesIn } from '../../discovery'
import { good, type Answer } from '../../errors'
import { isSet, text, type Command, type Kubectl } from '../../session'
import { nodeTable, podTable, type Amounts, type NodeMetrics, type PodMetrics, type SortBy } from './usage'

const nodes: ReadonlySet<string> = new Set(['node', 'nodes', 'no'])
const ofNodes = ({ session }: Kubectl): boolean => nodes.has(session.args[0] ?? '')
const nameOf = ({ session }: Kubectl): string | undefined => session.args[1]

interface Memory {
  metrics: readonly (NodeMetrics & PodMetrics)[]
}
const memory = ({ session }: Kubectl): Memory => session.memory as { metrics: Memory['metrics'] }

/** Models apimachinery/pkg/fields ParseSelector. */
function fieldProblem(selector: string): string | undefined {
  const wrong = selector.split(',').find((part) => part !== '' && !part.includes('='))
  return wrong === undefined ? undefined : `invalid selector: '${selector}'; can't understand '${wrong}'`
}

/** Why the words make no sense together. Models kubectl/pkg/cmd/top TopPodOptions and TopNodeOptions Validate. */
function wrongWords(kubectl: Kubectl): string | undefined {
  const { args, flags: given } = kubectl.session
  const [, ...names] = args
  if (names.length > 1)
    return ofNodes(kubectl)
      ? "node [NAME | -l label]\nSee 'kubectl top node -h' for help and examples"
      : "pod [NAME | -l label]\nSee 'kubectl top pod -h' for help and examples"
  if (!['', 'cpu', 'memory'].includes(text(given, 'sort-by'))) return '--sort-by accepts only cpu or memory'
  if (names.length > 0 && (text(given, 'selector') !== '' || text(given, 'field-selector') !== ''))
    return `only one of NAME or ${ofNodes(kubectl) ? '--selector' : 'selector'} can be provided`
  return labelProblem(text(given, 'selector')) ?? fieldProblem(text(given, 'field-selector'))
}

const measured = 'metrics.k8s.io'

/** `kubectl top`: looks for the metrics API, asks it, and (for nodes) what there is of each resource. Models kubectl/pkg/cmd/top. */
export const top: Command = {
  reads: true,
  start: (kubectl) => {
    const wrong = wrongWords(kubectl)
    if (wrong !== undefined) return kubectl.fail(wrong)
    kubectl.session.memory = { metrics: [] }
    kubectl.ask({ verb: 'get', resource: '', path: '/api', accept: 'application/json' }, { do: 'api' })
  },
  answer: (kubectl, step, answer) => {
    if (!good(answer)) return kubectl.failWith(answer)
    switch (step.do) {
      case 'api':
        return kubectl.ask({ verb: 'get', resource: '', path: '/apis', accept: 'application/json' }, { do: 'apis' })
      case 'apis':
        if (!isMeasured(answer)) return kubectl.fail('Metrics API not available')
        return kubectl.ask(metricsCall(kubectl), { do: 'metrics' })
      case 'metrics':
        memory(kubectl).metrics = itemsOf(answer)
        return ofNodes(kubectl) ? afterNodes(kubectl) : afterPods(kubectl)
      case 'nodes':
        return printNodes(kubectl, itemsOf(answer))
      case 'selected': {
        const selected = new Set(itemsOf<Pod>(answer).map(pathOf))
        const kept = memory(kubectl).metrics.filter((one) => selected.has(pathOf(one)))
        memory(kubectl).metrics = kept
        return kept.length === 0 ? lookForPods(kubectl) : printPods(kubectl)
      }
      default:
        return explainNone(kubectl, itemsOf(answer))
    }
  }
}

const pathOf = ({ metadata: { namespace = '', name } }: Pick<KubeObject, 'metadata'>): string => `${namespace}/${name}`

/** Those of a list, or the one object. */
function itemsOf<T extends object>({ body }: Answer): readonly T[] {
  const { items } = body as Partial<KubeList>
  return (Array.isArray(items) ? items : [body]) as readonly T[]
}

/** Whether a group is served that measures. Models top.go SupportedMetricsAPIVersionAvailable. */
function isMeasured({ body }: Answer): boolean {
  const { groups = [] } = body as { groups?: readonly { name: string; versions: readonly { version: string }[] }[] }
  const served = groups.find(({ name }) => name === measured)
  return (
    (served?.versions ?? []).some(({ version }) => version === 'v1beta1') ||
    resourcesIn(body).some(({ group }) => group === measured)
  )
}

const namespaceOf = (kubectl: Kubectl): string =>
  isSet(kubectl.session.flags, 'all-namespaces') ? '' : kubectl.namespace

const selectors = ({ session: { flags } }: Kubectl, ...names: ('selector' | 'field-selector')[]) => {
  const [labels, fields] = [text(flags, 'selector'), text(flags, 'field-selector')]
  return {
    options: {
      ...(labels !== '' && names.includes('selector') && { labelSelector: labels }),
      ...(fields !== '' && names.includes('field-selector') && { fieldSelector: fields })
    }
  }
}

function metricsCall(kubectl: Kubectl): Call {
  const name = nameOf(kubectl)
  const namespace = ofNodes(kubectl) ? '' : namespaceOf(kubectl)
  return {
    verb: name === undefined ? 'list' : 'get',
    resource: ofNodes(kubectl) ? 'nodes' : 'pods',
    apiVersion: `${measured}/v1beta1`,
    ...(namespace !== '' && { namespace }),
    ...(name === undefined ? selectors(kubectl, 'selector') : { name })
  }
}

function afterNodes(kubectl: Kubectl): void {
  if (memory(kubectl).metrics.length === 0) return kubectl.fail('metrics not available yet')
  const name = nameOf(kubectl)
  kubectl.ask(
    {
      resource: 'nodes',
      ...(name === undefined ? { verb: 'list', ...selectors(kubectl, 'selector') } : { verb: 'get', name })
    },
    { do: 'nodes' }
  )
}

function printNodes(kubectl: Kubectl, found: readonly Node[]): void {
  const { flags } = kubectl.session
  const available = new Map(
    found.map(({ metadata, status }): [string, Amounts] => {
      const { capacity } = (status.nodeInfo as { swap?: { capacity?: number } } | undefined)?.swap ?? {}
      const has = (isSet(flags, 'show-capacity') ? status.capacity : status.allocatable) ?? {}
      return [metadata.name, { ...has, ...(capacity !== undefined && { swap: String(capacity) }) }]
    })
  )
  kubectl.print(nodeTable(memory(kubectl).metrics, available, optionsOf(kubectl)))
  kubectl.exit(0)
}

const optionsOf = ({ session: { flags } }: Kubectl) => ({
  headers: !isSet(flags, 'no-headers'),
  swap: isSet(flags, 'show-swap'),
  sortBy: text(flags, 'sort-by') as SortBy
})

function afterPods(kubectl: Kubectl): void {
  if (memory(kubectl).metrics.length === 0) return lookForPods(kubectl)
  if (text(kubectl.session.flags, 'field-selector') === '') return printPods(kubectl)
  const namespace = namespaceOf(kubectl)
  kubectl.ask(
    {
      verb: 'list',
      resource: 'pods',
      ...(namespace !== '' && { namespace }),
      ...selectors(kubectl, 'selector', 'field-selector')
    },
    { do: 'selected' }
  )
}

function printPods(kubectl: Kubectl): void {
  const { flags } = kubectl.session
  kubectl.print(
    podTable(memory(kubectl).metrics, {
      ...optionsOf(kubectl),
      namespaces: isSet(flags, 'all-namespaces'),
      containers: isSet(flags, 'containers'),
      sum: isSet(flags, 'sum')
    })
  )
  kubectl.exit(0)
}

/** Nothing was measured: are there pods at all? */
function lookForPods(kubectl: Kubectl): void {
  const name = nameOf(kubectl)
  kubectl.ask(
    {
      resource: 'pods',
      namespace: kubectl.namespace,
      ...(name === undefined
        ? { verb: 'list', ...selectors(kubectl, 'selector', 'field-selector') }
        : { verb: 'get', name })
    },
    { do: 'pods' }
  )
}

/** Metrics of a pod that is older should be there. */
const creationDelay = seconds(120)

/** Models TopPodOptions verifyEmptyMetrics. */
function explainNone(kubectl: Kubectl, pods: readonly Pod[]): void {
  if (pods.length === 0) {
    const where = isSet(kubectl.session.flags, 'all-namespaces') ? '' : ` in ${kubectl.namespace} namespace.`
    kubectl.warn(`No resources found${where}\n`)
    return kubectl.exit(0)
  }
  const old = pods.find(({ metadata }) => kubectl.now - parseTime(metadata.creationTimestamp) > creationDelay)
  if (!old) return kubectl.fail('metrics not available yet')
  const age = kubectl.now - parseTime(old.metadata.creationTimestamp)
  kubectl.fail(`Metrics not available for pod ${pathOf(old)}, age: ${goDuration(age)}`)
}
