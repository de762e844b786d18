import type { Deployment, KubeObject, Pod, Service } from '../../../api/types'
import { good } from '../errors'
import { ask } from '../script/effects'
import { Failure, failure, problemOf } from '../script/failure'
import { withAnnotation } from '../script/last-applied'
import type { Info } from '../script/manifest'
import { dryRunOf, managerOf, ownNamespace } from '../script/options'
import { printerOf } from '../script/printing'
import { recorded } from '../script/record'
import { scripted, type Script, type Shell } from '../script/script'
import { visit } from '../script/visit'
import { isSet, text } from '../session'
import { labelsOf, overridden } from './run'

type Labels = Readonly<Record<string, string>>

/** Models kubectl/pkg/cmd/expose/expose.go. */
export const expose = scripted(exposeEach)

function* exposeEach(shell: Shell): Script {
  const { flags, args } = shell
  const dryRun = dryRunOf(shell)
  const print = printerOf(shell, 'exposed', dryRun)
  const manager = managerOf(shell, 'kubectl-expose')
  yield* visit(shell, args, { files: true, typed: true, continueOnError: true }, function* (info) {
    const service = recorded(shell, overridden(shell, serviceOf(shell, info)))
    if (dryRun === 'client') {
      const namespace = ownNamespace(shell)
      const metadata = { ...service.metadata, ...(namespace !== '' && { namespace }) }
      return print({ ...service, metadata }, { typed: true })
    }
    const answer = yield* ask({
      verb: 'create',
      resource: 'services',
      namespace: shell.namespace,
      body: withAnnotation(service, isSet(flags, 'save-config')),
      options: { ...(manager !== '' && { fieldManager: manager }), ...(dryRun === 'server' && { dryRun: true }) }
    })
    if (!good(answer)) throw new Failure(problemOf(answer, shell.host))
    print(answer.body as KubeObject, { typed: true })
  })
}

const exposable = ['ReplicationController', 'Service', 'Pod', 'Deployment', 'ReplicaSet']

interface Port {
  readonly port: number
  readonly protocol: string
}

function serviceOf(shell: Shell, info: Info): KubeObject {
  const { flags } = shell
  const { kind, group } = info.kind
  if (!exposable.includes(kind)) throw failure(`cannot expose a ${group === '' ? kind : `${kind}.${group}`}`)
  const selector = text(flags, 'selector') === '' ? selectorOf(info.object) : labelsOf(text(flags, 'selector'))
  const introspected = portsOf(info.object)
  const given = text(flags, 'port')
  const headless = text(flags, 'cluster-ip') === 'None'
  if (given === '' && introspected.length === 0 && !headless)
    throw failure("couldn't find port via --port flag or introspection")
  const labels = text(flags, 'labels') === '' ? info.object.metadata.labels : labelsOf(text(flags, 'labels'))
  if (Object.keys(selector).length === 0) throw failure('selector must be specified')
  const wanted = given === '' ? [...new Set(introspected.map(({ port }) => String(port)))] : given.split(',')
  const ports = servicePorts(shell, wanted, introspected)
  const [type, affinity, ip] = [text(flags, 'type'), text(flags, 'session-affinity'), text(flags, 'cluster-ip')]
  if (affinity !== '' && affinity !== 'None' && affinity !== 'ClientIP')
    throw failure(`unknown session affinity: ${affinity}`)
  const [external, balancer] = [text(flags, 'external-ip'), text(flags, 'load-balancer-ip')]
  return {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: {
      name: text(flags, 'name') || info.name.slice(0, 63),
      ...(labels && Object.keys(labels).length > 0 && { labels })
    },
    spec: {
      ...(ports.length > 0 && { ports }),
      selector,
      ...(ip !== '' && { clusterIP: ip }),
      ...(type !== '' && { type }),
      ...(external !== '' && { externalIPs: [external] }),
      ...(affinity !== '' && { sessionAffinity: affinity }),
      ...(type === 'LoadBalancer' && balancer !== '' && { loadBalancerIP: balancer })
    },
    status: { loadBalancer: {} }
  } as KubeObject
}

/** Models createService: a port for each number, and for each protocol that the object has at it. */
function servicePorts({ flags }: Shell, wanted: readonly string[], known: readonly Port[]): object[] {
  const protocol = text(flags, 'protocol')
  const target = text(flags, 'target-port')
  return wanted.flatMap((number, i) => {
    if (!/^[+-]?\d+$/.test(number)) throw failure(`strconv.Atoi: parsing ${JSON.stringify(number)}: invalid syntax`)
    const port = Number(number)
    const targetPort = target === '' ? port : /^\d+$/.test(target) ? Number(target) : target
    const name = wanted.length > 1 ? { name: `port-${i + 1}` } : {}
    const found = known.filter((one) => String(one.port) === number).map((one) => one.protocol)
    if (protocol !== '' || found.length <= 1)
      return [{ ...name, protocol: protocol || found[0] || 'TCP', port, targetPort }]
    return found.map((one) => ({ name: `port-${i + 1}-${one.toLowerCase()}`, protocol: one, port, targetPort }))
  })
}

/** Models polymorphichelpers mapBasedSelectorForObject. */
function selectorOf(object: KubeObject): Labels {
  const cannot = (why: string) => failure(`couldn't retrieve selectors via --selector flag or introspection: ${why}`)
  switch (object.kind) {
    case 'Pod': {
      const { labels = {} } = object.metadata
      if (Object.keys(labels).length === 0) throw cannot('the pod has no labels and cannot be exposed')
      return labels
    }
    case 'Service': {
      const { selector } = (object as Service).spec
      if (!selector) throw cannot('the service has no pod selector set')
      return selector
    }
    case 'ReplicationController':
      return ((object.spec as { selector?: Labels }).selector ?? {}) as Labels
    default: {
      const { matchLabels = {}, matchExpressions = [] } = (object as Deployment).spec.selector
      if (Object.keys(matchLabels).length === 0)
        throw cannot(`invalid ${object.kind.toLowerCase()}: no selectors, therefore cannot be exposed`)
      if (matchExpressions.length > 0) {
        const shown = matchExpressions.map(
          ({ key, operator, values = [] }) => `{Key:${key} Operator:${operator} Values:[${values.join(' ')}]}`
        )
        throw cannot(`couldn't convert expressions - "[${shown.join(' ')}]" to map-based selector format`)
      }
      return matchLabels
    }
  }
}

function portsOf(object: KubeObject): Port[] {
  if (object.kind === 'Service')
    return ((object as Service).spec.ports ?? []).map(({ port, protocol = 'TCP' }) => ({ port, protocol }))
  const spec = object.kind === 'Pod' ? (object as Pod).spec : (object as Deployment).spec.template.spec
  const found: Port[] = []
  for (const { ports = [] } of spec?.containers ?? [])
    for (const { containerPort: port, protocol = 'TCP' } of ports)
      if (!found.some((one) => one.port === port && one.protocol === protocol)) found.push({ port, protocol })
  return found
}
