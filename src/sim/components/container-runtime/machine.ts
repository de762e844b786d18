import { wallClock } from '../../kernel/clock'
import { setup } from 'xstate'
import { actions } from '../../actions'
import type { Delivered } from '../../kernel/types'
import { withCharts } from '../../kernel/chart'
import type { Boot } from '../../cluster'
import type { LinuxExited } from '../linux/messages'
import { noCri } from '../../runtimes'
import { changed, fail, reply } from './calls'
import { latency, number, versionOf } from './config'
import {
  continueCreate,
  continueExec,
  continueRemove,
  continueStart,
  continueStopContainer,
  updateResources,
  createContainer,
  execDone,
  execSync,
  removeContainer,
  startContainer,
  started,
  startFailed,
  stopContainer,
  stopped
} from './containers'
import { boot, type Pending, type RuntimeContext } from './context'
import { endAll, killRest, livesOn, runningOf } from './docker'
import { containerChart } from './container-chart'
import { resolve } from './images/images'
import { toContainer, toSandbox } from './lives'
import type { CriRequest, Outbox, RuntimeAnswers, RuntimeInput, RuntimeTimer, TaskDeleted } from './messages'
import { pullChart } from './pull-chart'
import { pullImage, removeImage, tellImages } from './pulls'
import { recover } from './recovery'
import { sandboxChart } from './sandbox-chart'
import {
  continueRemoveSandbox,
  continueRun,
  continueStop,
  removePodSandbox,
  runPodSandbox,
  stopPodSandbox
} from './sandboxes'
import { heard, say, sayBy } from './words'

/** What a kubelet calls. */
const requests = [
  'cri.Version',
  'cri.Status',
  'cri.RunPodSandbox',
  'cri.StopPodSandbox',
  'cri.RemovePodSandbox',
  'cri.CreateContainer',
  'cri.StartContainer',
  'cri.UpdateContainerResources',
  'cri.StopContainer',
  'cri.RemoveContainer',
  'cri.ListPodSandbox',
  'cri.ListContainers',
  'cri.ContainerStatus',
  'cri.PullImage',
  'cri.ImageStatus',
  'cri.ListImages',
  'cri.RemoveImage',
  'cri.ExecSync'
] as const satisfies readonly CriRequest['type'][]

const { act, on } = actions<RuntimeContext, RuntimeInput, RuntimeTimer>()

/** The container runtime's daemon: starting (its socket is not there yet), recovering (reads what runs), serving. */
const runtime = setup({
  types: { context: {} as RuntimeContext, events: {} as RuntimeInput, input: {} as Boot },
  actions: {
    askWhatRuns: act((context, _event, out) => {
      out.send(context.linux, { type: 'linux.list' })
      tellImages(context, out)
    }),
    refuse: on(requests, (context, request, out) => {
      const error =
        context.runtime === 'podman' ? noCri : 'rpc error: code = Unavailable desc = server is not initialized yet'
      out.send(request.from, { type: 'cri.reply', id: request.id, verb: request.type.slice(4), error })
    }),
    serve: on(requests, (context, request, out) => serve(context, out, request)),
    stop: act((context, _event, out) => {
      sayBy(context, out, { docker: 'Daemon shutdown complete' })
      out.exit('SIGTERM', 0)
    }),
    endAll: act((context, _event, out) => {
      sayBy(context, out, { docker: "Processing signal 'terminated'" })
      endAll(context, out, runningOf(context))
    }),
    killRest: act((context, _event, out) => killRest(context, out)),
    opened: act((context, _event, out) => {
      out.cancel('stop-all')
      sayBy(context, out, { docker: 'Daemon has completed initialization' })
      changed(context, out, '')
    }),
    containerEnded: on('linux.exited', (context, event, out) => linuxExited(context, out, event)),
    taskDeleted: on('cri.task.deleted', (context, event, out) => taskDeleted(context, out, event))
  },
  guards: {
    speaksNoCri: ({ context }) => context.runtime === 'podman',
    endsItsContainers: ({ context }) => !livesOn(context),
    allEnded: ({ context }) => context.ending.size === 0
  },
  delays: { 'runtime-start-latency-ms': ({ context }) => number(context.config, 'runtime-start-latency-ms') }
}).createMachine({
  id: 'container-runtime',
  context: ({ input }) => boot(input),
  initial: 'starting',
  on: { 'proc.term': { actions: 'stop' } },
  states: {
    starting: {
      after: {
        'runtime-start-latency-ms': [{ guard: 'speaksNoCri', target: 'foreign' }, { target: 'recovering' }]
      },
      on: { 'cri.*': { actions: 'refuse' } }
    },
    recovering: {
      entry: 'askWhatRuns',
      on: {
        'linux.running': { target: 'loading', actions: on('linux.running', (c, e, out) => recover(c, out, e)) },
        'cri.*': { actions: 'refuse' }
      }
    },
    /** What dockerd found running ends before it serves; the others have nothing to wait for. */
    loading: {
      always: { guard: 'allEnded', target: 'serving', actions: 'opened' },
      on: {
        'linux.exited': { actions: 'containerEnded' },
        'cri.task.deleted': { actions: 'taskDeleted' },
        'cri.stop-over': { actions: 'killRest' },
        'cri.*': { actions: 'refuse' }
      }
    },
    /** Podman's socket answers HTTP, and no kubelet. */
    foreign: { on: { 'cri.*': { actions: 'refuse' } } },
    /** dockerd ends, and its containers before it. */
    ending: {
      entry: 'endAll',
      always: { guard: 'allEnded', target: 'ended' },
      on: {
        'linux.exited': { actions: 'containerEnded' },
        'cri.task.deleted': { actions: 'taskDeleted' },
        'cri.stop-over': { actions: 'killRest' },
        'cri.*': { actions: 'refuse' }
      }
    },
    ended: { entry: 'stop' },
    serving: {
      on: {
        'proc.term': [{ guard: 'endsItsContainers', target: 'ending' }, { actions: 'stop' }],
        'cri.wake': { actions: on('cri.wake', (c, e, out) => wake(c, out, e.call)) },
        'cri.task.deleted': { actions: 'taskDeleted' },
        'cri.*': { actions: 'serve' },
        'linux.started': { actions: on('linux.started', (c, e, out) => linuxStarted(c, out, e.containerId)) },
        'linux.oom': {
          actions: on('linux.oom', (c, e, out) =>
            say(c, out, 'I', `TaskOOM event &TaskOOM{ContainerID:${e.containerId},XXX_unrecognized:[],}`)
          )
        },
        'linux.start.failed': {
          actions: on('linux.start.failed', (c, e, out) => {
            const found = waiting(c, e.containerId, 'linux')
            if (found !== undefined) startFailed(c, out, found, e.containerId, e.error)
          })
        },
        'linux.exited': { actions: 'containerEnded' },
        'linux.exec.done': { actions: on('linux.exec.done', (c, e, out) => execDone(c, out, e)) }
      }
    }
  }
})

export const machine = withCharts(runtime, [containerChart, sandboxChart, pullChart])

function serve(context: RuntimeContext, out: Outbox, request: Delivered<CriRequest, RuntimeAnswers>): void {
  const id = ++context.nextCall
  const pending: Pending = { request: Object.freeze(request), from: request.from, phase: 'delay', target: '' }
  context.calls.set(id, pending)
  heard(context, out, id, request)
  switch (request.type) {
    case 'cri.RunPodSandbox':
      return runPodSandbox(context, out, id, request)
    case 'cri.StopPodSandbox':
      return stopPodSandbox(context, out, id, request)
    case 'cri.RemovePodSandbox':
      return removePodSandbox(context, out, id, request)
    case 'cri.CreateContainer':
      return createContainer(context, out, id, request)
    case 'cri.StartContainer':
      return startContainer(context, out, id, request)
    case 'cri.UpdateContainerResources':
      return updateResources(context, out, id, request)
    case 'cri.StopContainer':
      return stopContainer(context, out, id, request)
    case 'cri.RemoveContainer':
      return removeContainer(context, out, id, request)
    case 'cri.ExecSync':
      return execSync(context, out, id, request)
    case 'cri.PullImage':
      return pullImage(context, out, id, request)
    case 'cri.ListPodSandbox':
      return reply(context, out, id, { sandboxes: Object.freeze([...context.sandboxes.values()]) })
    case 'cri.ListContainers':
      return reply(context, out, id, { containers: Object.freeze([...context.containers.values()]) })
    case 'cri.ContainerStatus': {
      const container = context.containers.get(request.containerId)
      if (container) return reply(context, out, id, { containers: [container] })
      const error = `an error occurred when try to find container "${request.containerId}": not found`
      say(
        context,
        out,
        'E',
        `ContainerStatus for "${request.containerId}" failed error=${JSON.stringify(`rpc error: code = NotFound desc = ${error}`)}`
      )
      return fail(context, out, id, 'NotFound', error)
    }
    case 'cri.ListImages':
      return reply(context, out, id, { images: Object.freeze([...context.images.values()]) })
    case 'cri.RemoveImage':
      removeImage(context, out, request.image)
      return reply(context, out, id, {})
    case 'cri.ImageStatus': {
      const found = resolve(request.image)
      return reply(context, out, id, {
        image: found.kind === 'found' ? (context.images.get(found.image.name) ?? null) : null
      })
    }
    case 'cri.Version': {
      const version = versionOf(context)
      return reply(context, out, id, { version: { runtimeName: context.runtime, runtimeVersion: version } })
    }
    case 'cri.Status':
      return reply(context, out, id, { ready: true, networkReady: context.podNet !== '' })
    default:
      return fail(context, out, id, 'Unimplemented', `unknown method ${(request as { type: string }).type}`)
  }
}

/** A call's latency is over. */
function wake(context: RuntimeContext, out: Outbox, id: number): void {
  const pending = context.calls.get(id)
  if (!pending) return
  switch (pending.request.type) {
    case 'cri.RunPodSandbox':
      return continueRun(context, out, id, pending)
    case 'cri.StopPodSandbox':
      return continueStop(context, out, id, pending)
    case 'cri.RemovePodSandbox':
      return continueRemoveSandbox(context, out, id, pending)
    case 'cri.CreateContainer':
      return continueCreate(context, out, id, pending)
    case 'cri.StartContainer':
      return continueStart(context, out, id, pending)
    case 'cri.StopContainer':
      return continueStopContainer(context, out, id, pending)
    case 'cri.RemoveContainer':
      return continueRemove(context, out, id, pending)
    case 'cri.ExecSync':
      return continueExec(context, out, id, pending)
  }
}

/** The call that waits in a phase for something to happen to a container or sandbox. */
function waiting(context: RuntimeContext, target: string, ...phases: Pending['phase'][]): number | undefined {
  for (const [id, pending] of context.calls) if (pending.target === target && phases.includes(pending.phase)) return id
  return undefined
}

function linuxStarted(context: RuntimeContext, out: Outbox, containerId: string): void {
  const id = waiting(context, containerId, 'linux')
  if (id === undefined) return
  const pending = context.calls.get(id)!
  if (pending.request.type === 'cri.RunPodSandbox') {
    changed(context, out, pending.request.podUid)
    continueRun(context, out, id, pending)
  } else started(context, out, id, containerId)
}

/** A process has ended. Its container or sandbox counts as ended when its task and shim are deleted; that takes its time. */
function linuxExited(context: RuntimeContext, out: Outbox, event: LinuxExited): void {
  const delay = latency(context, 'delete-task-latency-ms')
  out.timer(`exit/${event.containerId}`, delay, 'delete-task-latency-ms', {
    ...event,
    type: 'cri.task.deleted',
    at: wallClock(context)
  })
}

/** Models containerd's pkg/cri/server/events.go handleContainerExit: first the task is deleted, then the status is written. */
function taskDeleted(context: RuntimeContext, out: Outbox, event: TaskDeleted): void {
  const { containerId, exitCode, oomKilled, at, message = '' } = event
  context.ending.delete(containerId)
  out.send(context.linux, { type: 'linux.delete', containerId })
  const container = context.containers.get(containerId)
  const sandbox = context.sandboxes.get(containerId)
  if (container) out.raise(toContainer(containerId, { type: 'container.ended', exitCode, oomKilled, at, message }))
  if (sandbox) out.raise(toSandbox(containerId, 'sandbox.ended'))
  changed(context, out, container?.podUid ?? sandbox?.podUid ?? '')
  // Every StopContainer and StopPodSandbox that waits for this end goes on.
  for (const [id, pending] of [...context.calls]) {
    if (pending.target !== containerId) continue
    if (pending.phase === 'killed') continueStop(context, out, id, pending)
    else if (pending.phase === 'grace') stopped(context, out, id, pending)
  }
}
