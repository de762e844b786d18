import type {
  CoreEvent,
  Deployment,
  EndpointSlice,
  KubeList,
  KubeObject,
  Lease,
  Node,
  Pod,
  ReplicaSet,
  Service
} from '../../../api/types'
import type { Call } from '../../../client-go/transport'
import type { FlagSpecs } from '../command-line'
import { eventLines, mapLines } from '../describe/lines'
import { describeService } from '../describe/network'
import { describeNode } from '../describe/node'
import { describePod } from '../describe/pod'
import { describeDeployment, describeReplicaSet } from '../describe/workloads'
import { errorText, good } from '../errors'
import { selectorText } from '../../../api/kinds/columns'
import { toYaml } from '../print/yaml'
import { isSet, text, type Command, type Kubectl } from '../session'
import { align, describeTable } from '../tabwriter'
import { at, readTargets, type Target } from '../targets'

const flags: FlagSpecs = {
  selector: { kind: 'string', short: 'l' },
  'all-namespaces': { kind: 'bool', short: 'A' },
  'show-events': { kind: 'bool' }
}

type Memory = {
  targets: Target[]
  objects: { resource: string; object: KubeObject }[]
  printed: number
  failed: boolean
  /** What was read about the object that is being described. */
  about: Record<string, unknown>
}
const memory = ({ session }: Kubectl): Memory => session.memory as Memory

/** `kubectl describe`: GET (or LIST) the objects, then for each what belongs to it, and its events. */
export const describe: Command = {
  reads: true,
  flags,
  start: (kubectl) => {
    const { args } = kubectl.session
    if (args.length === 0)
      return kubectl.fail(
        'You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.\n'
      )
    const targets = readTargets(args)
    if (!targets.ok) return kubectl.fail(targets.error)
    const start: Memory = { targets: targets.value, objects: [], printed: 0, failed: false, about: {} }
    kubectl.session.memory = start
    findNext(kubectl)
  },
  answer: (kubectl, step, answer) => {
    const state = memory(kubectl)
    if (answer.error !== undefined) return kubectl.failWith(answer)
    if (step.do === 'found') {
      const resource = String(step.resource)
      if (!good(answer)) {
        kubectl.warn(`${errorText(answer, kubectl.context.host)}\n`)
        state.failed = true
      } else {
        const { items } = answer.body as KubeList
        for (const object of items ?? [answer.body as KubeObject]) state.objects.push({ resource, object })
      }
      return findNext(kubectl)
    }
    state.about[step.do] = good(answer) ? answer.body : null
    readAbout(kubectl)
  }
}

function findNext(kubectl: Kubectl): void {
  const state = memory(kubectl)
  const target = state.targets.shift()
  if (!target) {
    if (state.objects.length === 0 && !state.failed)
      kubectl.warn(`No resources found in ${kubectl.namespace} namespace.\n`)
    return readAbout(kubectl)
  }
  const { flags: given } = kubectl.session
  const where = at(target, isSet(given, 'all-namespaces') ? '' : kubectl.namespace)
  const labelSelector = text(given, 'selector')
  const step = { do: 'found', resource: target.resource }
  if (target.name !== undefined) kubectl.ask({ verb: 'get', ...where }, step)
  else kubectl.ask({ verb: 'list', ...where, options: { limit: 500, ...(labelSelector && { labelSelector }) } }, step)
}

/** What else a description needs, in the order in which kubectl asks for it. */
function questionsOf(resource: string, object: KubeObject): { key: string; call: Call }[] {
  const { name, namespace, uid } = object.metadata
  const where = namespace ? { namespace } : {}
  const questions: { key: string; call: Call }[] = []
  const ask = (key: string, call: Call) => questions.push({ key, call })
  // What the builder found is read once more by the describer.
  ask('again', { verb: 'get', resource, ...where, name })
  if (resource === 'deployments') {
    const labelSelector = selectorText((object as Deployment).spec.selector)
    ask('sets', { verb: 'list', resource: 'replicasets', ...where, options: { labelSelector } })
  } else if (resource === 'replicasets') {
    const labelSelector = selectorText((object as ReplicaSet).spec.selector)
    ask('pods', { verb: 'list', resource: 'pods', ...where, options: { labelSelector } })
  } else if (resource === 'services') {
    ask('slices', {
      verb: 'list',
      resource: 'endpointslices',
      ...where,
      options: { labelSelector: `kubernetes.io/service-name=${name}` }
    })
  } else if (resource === 'nodes') {
    ask('lease', { verb: 'get', resource: 'leases', namespace: 'kube-node-lease', name })
    ask('pods', { verb: 'list', resource: 'pods', options: { fieldSelector: `spec.nodeName=${name}`, limit: 500 } })
  }
  // A node's events carry its name as uid.
  const uidSelector = resource === 'nodes' ? name : (uid ?? '')
  const parts = [
    `involvedObject.name=${name}`,
    ...(namespace ? [`involvedObject.namespace=${namespace}`] : []),
    `involvedObject.uid=${uidSelector}`
  ]
  ask('events', { verb: 'list', resource: 'events', ...where, options: { fieldSelector: parts.join(','), limit: 500 } })
  return questions
}

function readAbout(kubectl: Kubectl): void {
  const state = memory(kubectl)
  const current = state.objects[state.printed]
  if (!current) return kubectl.exit(state.failed ? 1 : 0)
  const missing = questionsOf(current.resource, current.object).find(({ key }) => !(key in state.about))
  if (missing) return kubectl.ask(missing.call, { do: missing.key })
  const object = (state.about.again as KubeObject | null) ?? current.object
  const printed = align(textOf(current.resource, object, state.about, kubectl.now), describeTable)
  kubectl.print(state.printed > 0 ? `\n\n${printed}` : printed)
  state.printed++
  state.about = {}
  readAbout(kubectl)
}

const itemsOf = <T>(list: unknown): T[] => ((list as KubeList | null)?.items ?? []) as T[]

function textOf(resource: string, object: KubeObject, about: Record<string, unknown>, now: number): string {
  const events = itemsOf<CoreEvent>(about.events)
  switch (resource) {
    case 'pods':
      return describePod(object as Pod, events, now)
    case 'nodes':
      return describeNode(object as Node, about.lease as Lease | null, itemsOf<Pod>(about.pods), events, now)
    case 'deployments':
      return describeDeployment(object as Deployment, itemsOf<ReplicaSet>(about.sets), events, now)
    case 'replicasets':
      return describeReplicaSet(object as ReplicaSet, itemsOf<Pod>(about.pods), events, now)
    case 'services':
      return describeService(object as Service, itemsOf<EndpointSlice>(about.slices), events, now)
    default: {
      const { metadata, apiVersion: _apiVersion, kind: _kind, ...rest } = object
      const head = `Name:\t${metadata.name}\n${metadata.namespace ? `Namespace:\t${metadata.namespace}\n` : ''}`
      const maps = mapLines('Labels', metadata.labels, '=') + mapLines('Annotations', metadata.annotations, ': ')
      return `${head}${maps}\n${toYaml(rest)}\n${eventLines(events, now)}`
    }
  }
}
