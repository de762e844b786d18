import type { Deployment, KubeObject, Pod, ReplicaSet, Service } from '../../../api/types'
import type { FlagSpecs } from '../command-line'
import { good } from '../errors'
import { findResource } from '../../../api/scheme'
import { text, type Command, type Kubectl } from '../session'
import { at, readTargets, type Target } from '../targets'

const flags: FlagSpecs = {
  port: { kind: 'string' },
  'target-port': { kind: 'string' },
  name: { kind: 'string' },
  type: { kind: 'string' },
  protocol: { kind: 'string' },
  selector: { kind: 'string' },
  labels: { kind: 'string', short: 'l' },
  'session-affinity': { kind: 'string' },
  'cluster-ip': { kind: 'string' },
  'dry-run': { kind: 'string', bare: 'unchanged' },
  output: { kind: 'string', short: 'o' }
}

/** `kubectl expose`: GET the object, POST a Service for its pods. Models kubectl/pkg/cmd/expose/expose.go. */
export const expose: Command = {
  flags,
  start: (kubectl) => {
    const targets = readTargets(kubectl.session.args)
    if (!targets.ok) return kubectl.fail(targets.error)
    const target = targets.value[0]
    if (target?.name === undefined) return kubectl.fail('resource(s) were provided, but no name was specified')
    if (!['pods', 'services', 'deployments', 'replicasets'].includes(target.resource)) {
      return kubectl.fail(`cannot expose a ${findResource(target.resource)!.kind}`)
    }
    kubectl.ask({ verb: 'get', ...at(target, kubectl.namespace) }, { do: 'found', target })
  },
  answer: (kubectl, step, answer) => {
    if (!good(answer)) return kubectl.failWith(answer)
    if (step.do === 'found') return post(kubectl, step.target as Target, answer.body as KubeObject)
    kubectl.print(`service/${(answer.body as KubeObject).metadata.name} exposed\n`)
    kubectl.exit(0)
  }
}

function post(kubectl: Kubectl, target: Target, object: KubeObject): void {
  const { flags: given } = kubectl.session
  const template = (object as Deployment | ReplicaSet).spec.template?.spec ?? (object as Pod).spec
  const own = (template.containers ?? []).flatMap(({ ports = [] }) => ports.map(({ containerPort }) => containerPort))
  const asked = text(given, 'port') === '' ? own : text(given, 'port').split(',').map(Number)
  if (asked.length === 0) return kubectl.fail("couldn't find port via --port flag or introspection")
  const selector = selectorOf(target, object)
  if (!selector || Object.keys(selector).length === 0)
    return kubectl.fail(
      "couldn't retrieve selectors via --selector flag or introspection: the pod has no labels and cannot be exposed"
    )
  const targetPort = text(given, 'target-port')
  const ports = asked.map((port, i) => ({
    ...(asked.length > 1 && { name: `port-${i + 1}` }),
    port,
    protocol: text(given, 'protocol') || 'TCP',
    targetPort: targetPort === '' ? port : /^\d+$/.test(targetPort) ? Number(targetPort) : targetPort
  }))
  const type = text(given, 'type')
  const affinity = text(given, 'session-affinity')
  const clusterIP = text(given, 'cluster-ip')
  const body = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: text(given, 'name') || target.name,
      ...(object.metadata.labels && { labels: object.metadata.labels })
    },
    spec: {
      ports,
      selector,
      ...(type !== '' && { type }),
      ...(affinity !== '' && { sessionAffinity: affinity }),
      ...(clusterIP !== '' && { clusterIP })
    },
    status: { loadBalancer: {} }
  }
  kubectl.ask(
    {
      verb: 'create',
      resource: 'services',
      namespace: kubectl.namespace,
      body,
      options: { fieldManager: 'kubectl-expose' }
    },
    { do: 'exposed' }
  )
}

function selectorOf({ resource }: Target, object: KubeObject): Readonly<Record<string, string>> | undefined {
  if (resource === 'pods') return object.metadata.labels
  if (resource === 'services') return (object as Service).spec.selector
  return (object as Deployment).spec.selector?.matchLabels
}
