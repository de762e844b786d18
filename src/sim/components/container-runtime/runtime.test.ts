import { describe, expect, it } from 'vitest'
import { setup } from 'xstate'
import { seconds } from '../../../base/time'
import { applyFault } from '../../faults/apply'
import { act } from '../../kernel/test-actions'
import { inject } from '../../kernel/react'
import { runUntil } from '../../kernel/step'
import type { ProcessContext, SimEvent } from '../../kernel/types'
import type { Boot } from '../../cluster'
import type { RuntimeName } from '../../runtimes'
import { benchWorld } from '../../testing/world'
import { machine as linux } from '../linux/machine'
import type { RuntimeContext } from './context'
import { machine } from './machine'
import type { CriReply } from './messages'

/** A caller in the kubelet's place: keeps what it is told. */
interface Caller extends ProcessContext {
  replies: { at: number; reply: CriReply }[]
  changed: string[]
}
const caller = setup({
  types: { context: {} as Caller, events: {} as SimEvent, input: {} as Boot },
  actions: {
    keep: act<Caller, CriReply>((context, reply) => void context.replies.push({ at: context.now, reply })),
    note: act<Caller, SimEvent & { podUid: string }>((context, { podUid }) => void context.changed.push(podUid))
  }
}).createMachine({
  id: 'caller',
  context: ({ input: { self, now, rng, config } }) => ({ self, now, rng, config, replies: [], changed: [] }),
  on: { 'cri.reply': { actions: 'keep' }, 'cri.changed': { actions: 'note' } }
})
function node(flags = {}, runtime: RuntimeName = 'containerd') {
  const world = benchWorld({
    seed: 2,
    flags: { 'preloaded-images': 'busybox:1.36', ...flags },
    cluster: {
      masters: [],
      runtime,
      workers: ['worker-1'],
      addresses: { 'worker-1': '10.0.1.21' },
      podCidrs: { 'worker-1': '10.244.0' }
    },
    machines: { linux, 'container-runtime': machine, kubelet: caller },
    processes: [
      { id: 'worker-1/linux', kind: 'linux', startDelay: 0 },
      { id: 'worker-1/container-runtime', kind: 'container-runtime', startDelay: 0 },
      { id: 'worker-1/kubelet', kind: 'kubelet', startDelay: 0 }
    ]
  })
  runUntil(world, seconds(1))
  let id = 0
  const replies = () => (world.process('worker-1/kubelet').context as Caller).replies
  return {
    world,
    state: () => world.process('worker-1/container-runtime').context as RuntimeContext,
    fault: (fault: object) => applyFault(world, { at: world.now, ...fault } as never, -1),
    run: (time: number) => runUntil(world, world.now + seconds(time)),
    /** Calls and waits for the answer. */
    call: (request: object): CriReply => {
      const asked = ++id
      inject(
        world,
        world.process('worker-1/container-runtime'),
        { from: 'worker-1/kubelet', id: asked, ...request } as never,
        -1
      )
      for (let i = 0; i < 600 && !replies().some(({ reply }) => reply.id === asked); i++)
        runUntil(world, world.now + seconds(0.1))
      return replies().find(({ reply }) => reply.id === asked)!.reply
    }
  }
}

const sandbox = (podUid: string) => ({
  type: 'cri.RunPodSandbox',
  podUid,
  podName: podUid,
  namespace: 'default',
  attempt: 0,
  hostNetwork: false
})
const container = (sandboxId: string, script: string) => ({
  type: 'cri.CreateContainer',
  sandboxId,
  name: 'app',
  attempt: 0,
  image: 'docker.io/library/busybox:1.36',
  command: ['sh', '-c', script],
  args: [],
  env: {},
  ports: [],
  memoryLimitBytes: 0,
  oomScoreAdj: 0,
  annotations: {},
  restartCount: 0,
  hash: ''
})

/** A running container; gives its id. */
function start(node_: ReturnType<typeof node>, script: string, pod = 'pod'): string {
  const { sandboxId } = node_.call(sandbox(pod))
  const { containerId } = node_.call(container(sandboxId!, script))
  node_.call({ type: 'cri.StartContainer', containerId })
  return containerId!
}

describe('pod addresses', () => {
  it('go on after the last one, and free ones come again when the range is through', () => {
    const lab = node()
    const ipOf = (id: string | undefined) => lab.state().sandboxes.get(id!)!.ip
    const first = lab.call(sandbox('a')).sandboxId!
    expect(ipOf(first)).toBe('10.244.0.2')
    lab.call({ type: 'cri.StopPodSandbox', sandboxId: first })
    lab.call({ type: 'cri.RemovePodSandbox', sandboxId: first })
    expect(ipOf(lab.call(sandbox('b')).sandboxId)).toBe('10.244.0.3')
    lab.state().lastIP = 254
    expect(ipOf(lab.call(sandbox('c')).sandboxId)).toBe('10.244.0.2')
    expect(ipOf(lab.call(sandbox('d')).sandboxId)).toBe('10.244.0.4')
  })
})

describe('containers', () => {
  it('are killed when the timeout of their stop is over', () => {
    const lab = node()
    const containerId = start(lab, 'sleep 600')
    const before = lab.world.now
    lab.call({ type: 'cri.StopContainer', containerId, timeoutSeconds: 3 })
    expect(lab.world.now - before).toBeGreaterThan(seconds(3))
    expect(lab.state().containers.get(containerId)).toMatchObject({
      state: 'CONTAINER_EXITED',
      exitCode: 137,
      reason: 'Error'
    })
  })

  it('run commands, with their output and a limit of time', () => {
    const lab = node()
    const containerId = start(lab, 'echo hello > /tmp/file; sleep 600')
    const exec = (command: string[], timeoutSeconds = 1) =>
      lab.call({ type: 'cri.ExecSync', containerId, command, timeoutSeconds }).exec
    expect(exec(['cat', '/tmp/file'])).toMatchObject({ exitCode: 0, stdout: 'hello\n', timedOut: false })
    expect(exec(['cat', '/none'])).toMatchObject({
      exitCode: 1,
      stderr: "cat: can't open '/none': No such file or directory\n"
    })
    expect(exec(['sleep', '5'])).toMatchObject({ timedOut: true })
  })

  it('keep their names: a second one of the same attempt is refused', () => {
    const lab = node()
    const containerId = start(lab, 'sleep 600')
    const { sandboxId } = lab.state().containers.get(containerId)!
    expect(lab.call(container(sandboxId, 'sleep 600')).error).toBe(
      `rpc error: code = Unknown desc = failed to reserve container name "app_pod_default_pod_0": name "app_pod_default_pod_0" is reserved for "${containerId}"`
    )
  })

  it('tell the kubelet of their end', () => {
    const lab = node()
    start(lab, 'sleep 2; exit 3')
    const told = (lab.world.process('worker-1/kubelet').context as Caller).changed.length
    lab.run(3)
    expect((lab.world.process('worker-1/kubelet').context as Caller).changed.length).toBe(told + 1)
    expect([...lab.state().containers.values()][0]).toMatchObject({
      state: 'CONTAINER_EXITED',
      exitCode: 3,
      reason: 'Error'
    })
  })

  it('outlive the daemon, and those that ended meanwhile have their exit code', () => {
    const lab = node()
    const stays = start(lab, 'sleep 600')
    const ends = start(lab, 'sleep 5; exit 7', 'other')
    lab.fault({ kind: 'kill', target: 'worker-1/container-runtime' })
    lab.run(10)
    lab.fault({ kind: 'restart', target: 'worker-1/container-runtime' })
    lab.run(1)
    expect(lab.state().containers.get(stays)).toMatchObject({ state: 'CONTAINER_RUNNING' })
    expect(lab.state().containers.get(ends)).toMatchObject({ state: 'CONTAINER_EXITED', exitCode: 7 })
  })

  it('are lost with the machine: exit code 255', () => {
    const lab = node()
    const containerId = start(lab, 'sleep 600')
    lab.fault({ kind: 'crash', machine: 'worker-1' })
    lab.run(1)
    lab.fault({ kind: 'restart', target: 'worker-1' })
    lab.run(2)
    expect(lab.state().containers.get(containerId)).toMatchObject({ exitCode: 255, reason: 'Unknown' })
    expect([...lab.state().sandboxes.values()][0]!.state).toBe('SANDBOX_NOTREADY')
  })
})

describe('dockerd', () => {
  const stateOf = (lab: ReturnType<typeof node>, id: string) => lab.state().containers.get(id)
  const obedient = 'trap "exit 0" TERM; while true; do sleep 1; done'

  it('ends its containers before it ends: those that obey at once, the others after its own limit', () => {
    const lab = node({}, 'docker')
    const [obeys, stays] = [start(lab, obedient), start(lab, 'sleep 600', 'other')]
    lab.fault({ kind: 'stop', target: 'worker-1/container-runtime' })
    lab.run(3)
    expect(stateOf(lab, obeys)).toMatchObject({ state: 'CONTAINER_EXITED', exitCode: 0 })
    expect(stateOf(lab, stays)).toMatchObject({ state: 'CONTAINER_RUNNING' })
    lab.run(8)
    expect(stateOf(lab, stays)).toMatchObject({ state: 'CONTAINER_EXITED', exitCode: 137 })
    expect([...lab.state().sandboxes.values()].map(({ state }) => state)).toEqual([
      'SANDBOX_NOTREADY',
      'SANDBOX_NOTREADY'
    ])
    expect(lab.world.process('worker-1/container-runtime').status).toBe('stopped')
  })

  it('that was killed finds them running when it starts, and ends them before it serves', () => {
    const lab = node({}, 'docker')
    const containerId = start(lab, obedient)
    lab.fault({ kind: 'kill', target: 'worker-1/container-runtime' })
    lab.run(1)
    expect(stateOf(lab, containerId)).toMatchObject({ state: 'CONTAINER_RUNNING' })
    lab.fault({ kind: 'restart', target: 'worker-1/container-runtime' })
    lab.run(3)
    expect(stateOf(lab, containerId)).toMatchObject({ state: 'CONTAINER_EXITED' })
    lab.run(12)
    expect(lab.call({ type: 'cri.Status' })).toMatchObject({ ready: true })
  })

  it('leaves them alone with live-restore', () => {
    const lab = node({ 'docker-live-restore': true }, 'docker')
    const containerId = start(lab, obedient)
    lab.fault({ kind: 'stop', target: 'worker-1/container-runtime' })
    lab.run(2)
    lab.fault({ kind: 'restart', target: 'worker-1/container-runtime' })
    lab.run(2)
    expect(stateOf(lab, containerId)).toMatchObject({ state: 'CONTAINER_RUNNING' })
  })
})

it('Podman answers no call of CRI', () => {
  expect(node({}, 'podman').call({ type: 'cri.Version' }).error).toMatch(/error reading server preface/)
})

describe('pulls', () => {
  it('take the time of the download once; then the image is on the disk', () => {
    const lab = node({ 'image-pull-mib-per-s': 10 })
    const took = () => {
      const before = lab.world.now
      expect(lab.call({ type: 'cri.PullImage', image: 'nginx:1.25' }).error).toBe('')
      return lab.world.now - before
    }
    // 67 MiB at 10 MiB/s.
    expect(took()).toBeGreaterThan(seconds(6.6))
    expect(took()).toBeLessThan(seconds(0.3))
    lab.fault({ kind: 'restart', target: 'worker-1/container-runtime' })
    lab.run(1)
    expect(lab.call({ type: 'cri.ImageStatus', image: 'nginx:1.25' }).image).not.toBeNull()
  })

  it('fail in containerd’s words', () => {
    const { error } = node().call({ type: 'cri.PullImage', image: 'localhost:40500/nope/app:9.9' })
    expect(error).toBe(
      'rpc error: code = NotFound desc = failed to pull and unpack image "localhost:40500/nope/app:9.9": failed to resolve reference "localhost:40500/nope/app:9.9": localhost:40500/nope/app:9.9: not found'
    )
  })
})
