import { toSeconds } from '../base/time'
import { addressesOf, formatFault, type Fault } from '../sim'
import { documents, type Translated } from './manifests'
import type { Run } from './run'
import type { Scenario } from '../scenarios'
import { lasts, podsOf, split, staticPod } from './targets'

const apiVersion = 'litmuschaos.io/v1alpha1'
/** Experiments have an end: of a fault that has none this long, in seconds. */
const patience = 60

/** The faults as LitmusChaos engines with the experiments of its kubernetes chart; what has none stands there as a comment. */
export function litmus({ scenario, simulation: { spec } }: Run): string {
  const addresses = addressesOf(spec.cluster, spec.flags)
  return documents(
    [
      `Faults of "${scenario.title}" as LitmusChaos engines (${apiVersion}).`,
      'Apply each at the time in its comment; the experiments are those of the hub’s kubernetes chart.'
    ],
    spec.faults.map((fault, i) => ({
      ...translate(scenario, addresses, spec.faults, fault, `fault-${i + 1}`),
      line: formatFault(fault)
    }))
  )
}

type Parts = Omit<Translated, 'line'>
const none = (...notes: string[]): Parts => ({ manifests: [], notes })

function translate(
  scenario: Scenario,
  addresses: Readonly<Record<string, string>>,
  faults: readonly Fault[],
  fault: Fault,
  name: string
): Parts {
  const long = Math.max(1, Math.ceil(lasts(faults, fault) ?? patience))
  const engine = (experiment: string, env: Readonly<Record<string, string>>, appinfo?: object): Parts => ({
    notes: [],
    manifests: [
      {
        apiVersion,
        kind: 'ChaosEngine',
        metadata: { name, namespace: 'litmus' },
        spec: {
          engineState: 'active',
          ...(appinfo && { appinfo }),
          chaosServiceAccount: 'litmus-admin',
          experiments: [
            {
              name: experiment,
              spec: {
                components: {
                  env: Object.entries({ TOTAL_CHAOS_DURATION: String(long), ...env }).map(([key, value]) => ({
                    name: key,
                    value
                  }))
                }
              }
            }
          ]
        }
      }
    ]
  })
  const node = (experiment: string, machine: string, more: Readonly<Record<string, string>> = {}) =>
    isNode(machine)
      ? engine(experiment, { TARGET_NODE: machine, ...more })
      : none(`No equivalent: ${machine} is no node of the cluster.`)
  const ssh = (machine: string) => ({ TARGET_NODE_IP: addresses[machine] ?? '', SSH_USER: 'root' })
  switch (fault.kind) {
    case 'crash':
    case 'shutdown':
      return node('node-poweroff', fault.machine, ssh(fault.machine))
    case 'restart':
      return fault.target.includes('/')
        ? none('No equivalent: the experiment that stopped it brings it back at its end.')
        : node('node-restart', fault.target, { ...ssh(fault.target), REBOOT_COMMAND: 'sudo systemctl reboot; true' })
    case 'kill':
    case 'stop':
      return killed(fault.target, engine, node)
    case 'kill-container': {
      const app = appOf(scenario, fault.pod)
      return engine(
        'container-kill',
        { ...app.env, ...(fault.container !== undefined && { TARGET_CONTAINER: fault.container }) },
        app.info
      )
    }
    case 'fill-memory': {
      const app = appOf(scenario, fault.pod)
      return engine(
        'pod-memory-hog',
        { ...app.env, MEMORY_CONSUMPTION: String(Math.ceil(fault.bytes / 1_048_576)) },
        app.info
      )
    }
    case 'full-disk':
    case 'free-disk':
      return none('No equivalent: disk-fill fills the ephemeral storage of a pod, not a machine’s disk.')
    case 'slow-disk':
      return none('No equivalent: node-io-stress makes load on a disk, it does not slow each fsync by a factor.')
    case 'partition':
    case 'cut':
    case 'link':
      return none('No equivalent: the network experiments act on pods of an application, not between machines.')
    case 'heal':
    case 'resume':
      return none('Ends what is above: by TOTAL_CHAOS_DURATION, or with engineState: stop.')
    case 'pause':
      return none('No equivalent: no experiment sends SIGSTOP.')
    case 'drop':
      return none('No equivalent: no experiment loses one message.')
    case 'add':
    case 'remove':
      return none('No equivalent: no experiment adds or removes machines; resize the node group.')
    case 'lose-disk':
      return none('No equivalent: no experiment deletes a machine’s files.')
    case 'skew-clock':
      return none(
        `No equivalent: no experiment of the kubernetes chart sets a clock off by ${toSeconds(fault.offset)} s.`
      )
  }
}

type Engine = (experiment: string, env: Readonly<Record<string, string>>, appinfo?: object) => Parts
type OnNode = (experiment: string, machine: string) => Parts

function killed(target: string, engine: Engine, node: OnNode): Parts {
  const { machine, process } = split(target)
  if (process === 'kubelet') return node('kubelet-service-kill', machine)
  const pod = staticPod(target)
  if (pod)
    return engine(
      'container-kill',
      {
        TARGET_PODS: pod.pod,
        TARGET_CONTAINER: pod.container,
        CONTAINER_RUNTIME: 'containerd',
        SOCKET_PATH: '/run/containerd/containerd.sock'
      },
      { appns: pod.namespace, applabel: `component=${pod.container}`, appkind: '' }
    )
  return none(`No equivalent: no experiment kills ${process === '' ? 'all processes of a machine' : process}.`)
}

const isNode = (machine: string): boolean => /^(?:master|worker)-\d+$/.test(machine)

function appOf(scenario: Scenario, pod: string): { info: object; env: Readonly<Record<string, string>> } {
  const { namespace, labels, kind, name } = podsOf(scenario, pod)
  const applabel = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`)[0] ?? ''
  return {
    info: { appns: namespace, applabel, appkind: kind },
    env: name.endsWith('*') ? {} : { TARGET_PODS: name }
  }
}
