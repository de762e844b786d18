import { setup } from 'xstate'
import type { Micros } from '../../base/time'
import type { ContainerState, ContainerStatus, Pod } from '../../sim/api/types'
import type { Boot } from '../../sim/cluster'
import { logText, parseLog } from '../../sim/components/kubelet/log-file'
import type {
  KubeletAnswers,
  KubeletExec,
  KubeletLogs,
  KubeletPortForward,
  KubeletServed
} from '../../sim/components/kubelet/messages'
import { actions } from '../../sim/actions'
import type { Delivered, ProcessContext } from '../../sim/kernel/types'

/** What stands for the nodes of a recorded state: their pods, and the log files that were kept. */
export interface Nodes {
  pod(uid: string): Pod | undefined
  /** A container's log file by how often it had restarted; undefined: it was not kept. */
  log(pod: Pod, container: string, restarts: number): string | undefined
  now(): Micros
}

type Input =
  | Delivered<KubeletLogs, KubeletAnswers>
  | Delivered<KubeletExec, KubeletAnswers>
  | Delivered<KubeletPortForward, KubeletAnswers>
const { on } = actions<ProcessContext, Input>()

/** The kubelets of a recorded state: they read what was recorded. Of commands they run only what needs no machine. */
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
      exec: on('kubelet.exec', (_context, request, out) => {
        const served: KubeletServed = { type: 'kubelet.served', id: request.id, ...execute(nodes, request) }
        out.send(request.from, served)
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

const statusOf = (pod: Pod, name: string): ContainerStatus | undefined =>
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
  const file = nodes.log(
    pod,
    container,
    previous || state.waiting ? restartCount - (previous && !state.waiting ? 1 : 0) : restartCount
  )
  if (file === undefined || isRemoved(pod)) return { code: 200, body: `unable to retrieve container logs for ${id}` }
  return { code: 200, body: logText(parseLog(file), options, nodes.now()) }
}

const containerId = (state: ContainerState, status: ContainerStatus): string =>
  state.terminated?.containerID ?? status.containerID ?? ''

/** Programs whose output depends on nothing but their words. */
function execute(nodes: Nodes, { podUid, container, command, stdin = '' }: KubeletExec): Served {
  const pod = nodes.pod(podUid)
  if (!pod || !statusOf(pod, container)?.state?.running) {
    return { code: 500, body: `container not found (${JSON.stringify(container)})` }
  }
  const done = (stdout: string, exitCode = 0, stderr = ''): Served => ({
    code: 200,
    body: { stdout, stderr, exitCode }
  })
  const [program = '', ...words] = command
  const script = /(?:^|\/)sh$/.test(program) ? (words[0] === '-c' ? words[1] : stdin) : undefined
  if (script !== undefined) return shell(script, done)
  if (program === 'echo') return done(`${words.join(' ')}\n`)
  if (program === 'true') return done('')
  if (program === 'false') return done('', 1)
  if (program === 'cat' && words.length === 0) return done(stdin)
  if (program === 'hostname') return done(`${pod.metadata.name}\n`)
  return done('', 127, `${program}: not run: this state has no machines\n`)
}

/** Lines of `echo`, `exit` and `kill -9 $$`, in a row. */
function shell(script: string, done: (stdout: string, exitCode?: number, stderr?: string) => Served): Served {
  let stdout = ''
  let stderr = ''
  for (const line of script.split(/[;\n]/).map((part) => part.trim())) {
    const [, text = '', to] = /^echo\s+(.*?)(\s*>&2)?$/.exec(line) ?? []
    if (line.startsWith('echo')) {
      if (to) stderr += `${text}\n`
      else stdout += `${text}\n`
    }
    const exit = /^exit\s+(\d+)$/.exec(line)
    if (exit) return done(stdout, Number(exit[1]), stderr)
    if (line === 'kill -9 $$') return done(stdout, 137, stderr)
  }
  return done(stdout, 0, stderr)
}
