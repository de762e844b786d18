import { setup } from 'xstate'
import type { Micros } from '../../base/time'
import type { ContainerState, ContainerStatus, Pod, Service } from '../../sim/api/types'
import type { Boot } from '../../sim/cluster'
import { logText, parseLog } from '../../sim/components/kubelet/log-file'
import type {
  KubeletAnswers,
  KubeletExec,
  KubeletLogs,
  KubeletPortForward,
  KubeletServed
} from '../../sim/components/kubelet/messages'
import { newId } from '../../sim/components/container-runtime/context'
import { actions } from '../../sim/actions'
import { runIn } from './container'
import type { Delivered, ProcessContext } from '../../sim/kernel/types'

/** What stands for the nodes of a recorded state: their pods, and the log files that were kept. */
export interface Nodes {
  pod(uid: string): Pod | undefined
  /** A container's log file by how often it had restarted; undefined: it was not kept. */
  log(pod: Pod, container: string, restarts: number): string | undefined
  /** What commands have put into a container. */
  files(pod: Pod, container: string): Map<string, string>
  services(): readonly Service[]
  now(): Micros
}

type Input =
  | Delivered<KubeletLogs, KubeletAnswers>
  | Delivered<KubeletExec, KubeletAnswers>
  | Delivered<KubeletPortForward, KubeletAnswers>
const { on } = actions<ProcessContext, Input>()

/** The kubelets of a recorded state: they read what was recorded, and run programs in containers (`container.ts`). */
export const recordedKubelet = (nodes: Nodes) =>
  setup({
    types: { context: {} as ProcessContext, events: {} as Input, input: {} as Boot },
    actions: {
      logs: on('kubelet.logs', (_context, request, out) => {
        const served: KubeletServed = {
          type: 'kubelet.served',
          id: request.id,
          ...readLog(nodes, request),
          // Nothing more comes in a state, and nothing ends.
          ...(request.follow && { more: true })
        }
        out.send(request.from, served)
      }),
      exec: on('kubelet.exec', (context, request, out) => {
        const answer = execute(nodes, request, () => newId(context.rng))
        if (answer) out.send(request.from, { type: 'kubelet.served', id: request.id, ...answer })
      }),
      forward: on('kubelet.port-forward', (_context, { id, from }, out) =>
        out.send(from, { type: 'kubelet.served', id, code: 200, body: { forwarded: null } })
      )
    }
  }).createMachine({
    id: 'recorded-kubelet',
    context: ({ input: { self, now, rng, config } }) => ({ self, now, rng, config }),
    initial: 'serving',
    states: {
      serving: {
        on: {
          'kubelet.logs': { actions: 'logs' },
          'kubelet.exec': { actions: 'exec' },
          'kubelet.port-forward': { actions: 'forward' }
        }
      }
    }
  })

type Served = Pick<KubeletServed, 'code' | 'body'>

export const statusOf = (pod: Pod, name: string): ContainerStatus | undefined =>
  [
    ...(pod.status.containerStatuses ?? []),
    ...(pod.status.initContainerStatuses ?? []),
    ...(pod.status.ephemeralContainerStatuses ?? [])
  ].find((status) => status.name === name)

/** Whether the kubelet has removed its containers that ended. Models pkg/kubelet/pod_workers.go ShouldPodContentBeRemoved. */
const isRemoved = ({ metadata, status }: Pod): boolean =>
  status.reason === 'Evicted' ||
  (status.conditions ?? []).some(
    ({ type, reason }) => type === 'DisruptionTarget' && reason === 'TerminationByKubelet'
  ) ||
  (metadata.deletionTimestamp !== undefined && (status.phase === 'Succeeded' || status.phase === 'Failed'))

/** Models pkg/kubelet/kubelet_pods.go validateContainerLogStatus. */
function readLog(nodes: Nodes, { podUid, container, previous, options = {} }: KubeletLogs): Served {
  const pod = nodes.pod(podUid)
  const status = pod && statusOf(pod, container)
  if (!pod || !status) {
    return {
      code: 400,
      body: `container ${JSON.stringify(container)} in pod ${JSON.stringify(pod?.metadata.name ?? '')} is not available`
    }
  }
  const { state = {}, lastState = {}, restartCount } = status
  const name = pod.metadata.name
  const of = previous ? lastState : state
  const waits = (why: string): Served => ({
    code: 400,
    body: `container ${JSON.stringify(container)} in pod ${JSON.stringify(name)} is waiting to start: ${why}`
  })
  if (previous && !lastState.terminated) {
    return {
      code: 400,
      body: `previous terminated container ${JSON.stringify(container)} in pod ${JSON.stringify(name)} not found`
    }
  }
  if (!previous && state.waiting && !lastState.terminated) {
    const { reason = 'no logs available' } = state.waiting
    return waits(/^(?:ErrImagePull|ImagePullBackOff)$/.test(reason) ? 'trying and failing to pull image' : reason)
  }
  const id = containerId(of, status)
  const restarts = previous && !state.waiting ? restartCount - 1 : restartCount
  const file = nodes.log(pod, container, restarts)
  if (file === undefined || isRemoved(pod)) return { code: 200, body: `unable to retrieve container logs for ${id}` }
  return { code: 200, body: logText(parseLog(file), options, nodes.now()) }
}

const containerId = (state: ContainerState, status: ContainerStatus): string =>
  state.terminated?.containerID ?? status.containerID ?? ''

/** One more program in a container that runs; nothing: it goes on. */
function execute(
  nodes: Nodes,
  { podUid, container, command, stdin = '' }: KubeletExec,
  newId: () => string
): Served | undefined {
  const pod = nodes.pod(podUid)
  if (!pod || !statusOf(pod, container)?.state?.running) {
    return { code: 500, body: `container not found (${JSON.stringify(container)})` }
  }
  const ended = runIn(
    { pod, container, files: nodes.files(pod, container), services: nodes.services(), now: nodes.now() },
    command,
    stdin
  )
  if (ended === undefined) return undefined
  if (!('error' in ended)) return { code: 200, body: ended }
  const failed = `failed to exec in container: failed to start exec ${JSON.stringify(newId())}: ${ended.error}`
  return { code: 500, body: `Internal error occurred: error executing command in container: ${failed}` }
}
