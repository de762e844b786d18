import { formatDuration } from '../base/duration'
import { toSeconds } from '../base/time'
import { addressesOf, farEnds, formatFault, groupsAmong, type Fault } from '../sim'
import type { Scenario } from '../scenarios'
import { documents, type Translated } from './manifests'
import type { Run } from './run'
import { lasts, podsOf, split, staticPod } from './targets'

const apiVersion = 'chaos-mesh.org/v1alpha1'
/** chaosd's port on a machine that is no pod. */
const chaosdPort = 31_767

/**
 * The faults as Chaos Mesh experiments, valid against its CRDs (api/v1alpha1). What Chaos Mesh cannot do stands there as a
 * comment with the reason.
 */
export function chaosMesh({ scenario, simulation: { spec } }: Run): string {
  const context: Context = { scenario, faults: spec.faults, addresses: addressesOf(spec.cluster, spec.flags) }
  return documents(
    [
      `Faults of "${scenario.title}" as Chaos Mesh experiments (${apiVersion}).`,
      'Apply each at the time in its comment. Machines are reached by chaosd, which must run on them',
      `(port ${chaosdPort}); their addresses and the network device eth0 are the simulated ones: put in your own.`
    ],
    spec.faults.map((fault, i) => ({ ...translate(context, fault, `fault-${i + 1}`), line: formatFault(fault) }))
  )
}

interface Context {
  readonly scenario: Scenario
  readonly faults: readonly Fault[]
  readonly addresses: Readonly<Record<string, string>>
}
type Parts = Omit<Translated, 'line'>

const none = (...notes: string[]): Parts => ({ manifests: [], notes })

function translate(context: Context, fault: Fault, name: string): Parts {
  const { scenario, faults, addresses } = context
  const long = lasts(faults, fault)
  const duration = long === null ? {} : { duration: `${long}s` }
  const experiment = (kind: string, spec: object) => ({
    apiVersion,
    kind,
    metadata: { name, namespace: 'chaos-mesh' },
    spec: { ...spec, ...duration }
  })
  const onMachine = (machines: readonly string[], action: string, spec: object, suffix = '') => ({
    ...experiment('PhysicalMachineChaos', {
      action,
      mode: 'all',
      address: machines.map((machine) => `${addresses[machine]}:${chaosdPort}`),
      [action]: spec
    }),
    metadata: { name: `${name}${suffix}`, namespace: 'chaos-mesh' }
  })
  const ips = (machines: readonly string[]) => machines.map((machine) => addresses[machine]).join(',')
  const signal = (target: string, number: number): Parts => {
    const { machine, process } = split(target)
    if (process === '') return none('No equivalent: Chaos Mesh signals one process at a time, not all of a machine.')
    return { manifests: [onMachine([machine], 'process', { process: binaryOf(process), signal: number })], notes: [] }
  }
  switch (fault.kind) {
    case 'crash':
    case 'shutdown':
      return none(
        'No equivalent for a machine that is no cloud instance. AWSChaos (ec2-stop), GCPChaos (node-stop) and AzureChaos',
        '(vm-stop) take the power from an instance by its id.'
      )
    case 'restart': {
      return none('No equivalent: deleting the experiment that stopped it, or starting it by hand, does that.')
    }
    case 'kill': {
      const pod = staticPod(fault.target)
      if (!pod) return signal(fault.target, 9)
      return {
        manifests: [
          experiment('PodChaos', {
            action: 'container-kill',
            mode: 'one',
            selector: { pods: { [pod.namespace]: [pod.pod] } },
            containerNames: [pod.container]
          })
        ],
        notes: []
      }
    }
    case 'stop':
      return signal(fault.target, 15)
    case 'pause':
      return signal(fault.target, 19)
    case 'resume':
      return signal(fault.target, 18)
    case 'partition': {
      const groups = groupsAmong(fault.groups, Object.keys(addresses))
      const manifests = groups.flatMap((group, i) => {
        const others = groups.filter((_, j) => j !== i).flat()
        return ['to', 'from'].map((direction) =>
          onMachine(
            group,
            'network-partition',
            { device: 'eth0', 'ip-address': ips(others), direction },
            `-${i + 1}-${direction}`
          )
        )
      })
      return { manifests, notes: [] }
    }
    case 'cut':
      return {
        manifests: [
          onMachine([fault.from], 'network-partition', {
            device: 'eth0',
            'ip-address': ips([fault.to]),
            direction: 'to'
          })
        ],
        notes: []
      }
    case 'link': {
      const far = farEnds(fault, Object.keys(addresses))
      const ends = fault.oneWay ? [[[fault.a], far] as const] : [[[fault.a], far] as const, [far, [fault.a]] as const]
      const manifests = ends.flatMap(([from, to], i) => {
        const common = { device: 'eth0', 'ip-address': ips(to) }
        const slow = fault.latency > 0 || fault.jitter > 0
        return [
          ...(slow
            ? [
                onMachine(
                  from,
                  'network-delay',
                  { ...common, latency: formatDuration(fault.latency), jitter: formatDuration(fault.jitter) },
                  `-${i + 1}-delay`
                )
              ]
            : []),
          ...(fault.loss > 0
            ? [onMachine(from, 'network-loss', { ...common, percent: String(percent(fault.loss)) }, `-${i + 1}-loss`)]
            : [])
        ]
      })
      return { manifests, notes: [] }
    }
    case 'heal':
      return none('Ends the experiments above, by their duration; or delete them then.')
    case 'drop':
      return none('No equivalent: Chaos Mesh loses shares of packets, not one message.')
    case 'slow-disk':
      if (fault.factor === 1) return none('Ends the experiment above.')
      if (!fault.machine.startsWith('master'))
        return none('No equivalent: IOChaos slows down a volume of a pod, not a machine’s disk.')
      return {
        manifests: [
          experiment('IOChaos', {
            action: 'latency',
            mode: 'one',
            selector: { pods: { 'kube-system': [`etcd-${fault.machine}`] } },
            containerNames: ['etcd'],
            volumePath: '/var/lib/etcd',
            path: '/var/lib/etcd/**/*',
            methods: ['fsync'],
            delay: `${Math.max(1, Math.round(fault.factor * fsyncMs(scenario)))}ms`,
            percent: 100
          })
        ],
        notes: ['Only etcd’s volume: what else writes to that disk stays as quick as it was.']
      }
    case 'full-disk':
      return {
        manifests: [
          onMachine([fault.machine], 'disk-fill', {
            path: '/var/lib/chaos-fill',
            size: '1000GB',
            'fill-by-fallocate': true
          })
        ],
        notes: ['The size must be more than is free on your disk.']
      }
    case 'free-disk':
      return none('Ends the experiment above; or delete it then.')
    case 'add':
    case 'remove':
      return none('No equivalent: Chaos Mesh adds and removes no machines; resize the node group.')
    case 'lose-disk':
      return none('No equivalent: Chaos Mesh deletes no files of a machine.')
    case 'skew-clock':
      if (fault.offset === 0) return none('Ends the experiment above.')
      return {
        manifests: [
          experiment('TimeChaos', {
            mode: 'all',
            selector: { nodes: [fault.machine], namespaces: ['kube-system', 'default'] },
            timeOffset: `${toSeconds(fault.offset)}s`,
            clockIds: ['CLOCK_REALTIME']
          })
        ],
        notes: ['The clocks of its pods only: kubelet and containerd keep the right time.']
      }
    case 'kill-container':
    case 'fill-memory': {
      const { namespace, name: pod, labels } = podsOf(scenario, fault.pod)
      if (pod.endsWith('*') && labels === null)
        return none('No equivalent: a selector by the beginning of a name; give the pods a label.')
      const selector =
        labels && pod.endsWith('*')
          ? { namespaces: [namespace], labelSelectors: labels }
          : { pods: { [namespace]: [pod] } }
      const containers = fault.container === undefined ? {} : { containerNames: [fault.container] }
      if (fault.kind === 'kill-container') {
        const containerNames = fault.container === undefined ? containersOf(scenario, fault.pod) : [fault.container]
        return {
          manifests: [experiment('PodChaos', { action: 'container-kill', mode: 'one', selector, containerNames })],
          notes: []
        }
      }
      const size = `${Math.ceil(fault.bytes / 1_000_000)}MB`
      return {
        manifests: [
          experiment('StressChaos', {
            mode: 'one',
            selector,
            ...containers,
            stressors: { memory: { workers: 1, size } }
          })
        ],
        notes: []
      }
    }
  }
}

const percent = (share: number): number => Math.round(share * 10_000) / 100

/** What a healthy fsync takes by the scenario's settings. */
const fsyncMs = ({ flags }: Scenario): number => Number(flags['disk-fsync-ms'] ?? 2)

const binaryOf = (process: string): string =>
  ({ 'container-runtime': 'containerd', 'load-balancer': 'haproxy' })[process] ?? process

/** Names of the containers of the workload that makes such pods. */
function containersOf({ workloads }: Scenario, pod: string): string[] {
  const [namespace, name = ''] = pod.includes('/') ? pod.split('/') : ['default', pod]
  const workload = workloads.find(
    ({ kind, metadata }) =>
      kind !== 'Service' &&
      (metadata.namespace ?? 'default') === namespace &&
      (name === metadata.name || name.startsWith(`${metadata.name}-`))
  )
  const spec = workload?.spec as { template?: { spec?: Containers }; containers?: Containers['containers'] } | undefined
  return (spec?.template?.spec?.containers ?? spec?.containers ?? []).map((container) => container.name)
}
interface Containers {
  readonly containers?: readonly { readonly name: string }[]
}
