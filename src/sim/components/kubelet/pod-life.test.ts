import { describe, expect, it } from 'vitest'
import { median } from '../../../base/median'
import { seconds } from '../../../base/time'
import { contextOf } from '../contexts'
import { afterBoot, events, facts, patches, shell, startNode, writes, type TestNode } from './testing/node'

/** Runs a pod `p` and gives the node with the time of its creation. */
function live(
  spec: Record<string, unknown>,
  until: number,
  steps: readonly [number, (node: TestNode) => void][] = [],
  seed = 1
) {
  const node = startNode({}, seed)
  node.run(afterBoot)
  const from = node.world.now
  node.pod({ name: 'p', ...spec })
  let at = 0
  for (const [when, act] of [...steps, [until, () => {}] as const]) {
    node.run(seconds(when - at))
    act(node)
    at = when
  }
  return { node, from }
}

const nginx = { containers: [{ name: 'nginx', image: 'nginx:1.25', ports: [{ containerPort: 80 }] }] }
const starting = (name: string) =>
  `Initialized=True | Ready=False ContainersNotReady containers with unready status: [${name}] | ContainersReady=False ContainersNotReady containers with unready status: [${name}] | ${name} ContainerCreating #0`
const readyNow = (rest: string) => `Ready=True | ContainersReady=True | ${rest}`
const notReady = (name: string, rest: string) =>
  `Ready=False ContainersNotReady containers with unready status: [${name}] | ContainersReady=False ContainersNotReady containers with unready status: [${name}] | ${rest}`
const trap = "trap 'exit 0' TERM; while true; do sleep 0.2; done"

describe('from binding to ready', () => {
  it('writes two patches and three events, in the recorded order', () => {
    const { node } = live(nginx, 5)
    expect(patches(node)).toEqual([starting('nginx'), `Running | ip | ${readyNow('nginx running ready started #0')}`])
    expect(events(node)).toEqual([
      'Normal Pulled: Container image "nginx:1.25" already present on machine',
      'Normal Created: Created container nginx',
      'Normal Started: Started container nginx'
    ])
  })

  it('takes as long as on the recorded node', () => {
    const times = Array.from({ length: 20 }, (_, seed) => live(nginx, 5, [], seed + 1)).map(({ node, from }) => ({
      started: facts(node, 'container-started', from)[0]!,
      ready: facts(node, 'pod-ready', from)[0]!
    }))
    const started = median(times.map((time) => time.started))
    expect(started).toBeGreaterThan(0.447)
    expect(started).toBeLessThan(0.511)
    const ready = median(times.map((time) => time.ready))
    expect(ready).toBeGreaterThan(0.759)
    expect(ready).toBeLessThan(1.356)
  })

  it('writes running and ready apart when there is a readiness probe', () => {
    const { node } = live(
      { containers: [{ ...nginx.containers[0], readinessProbe: { httpGet: { path: '/', port: 80 } } }] },
      5
    )
    expect(patches(node)).toEqual([
      starting('nginx'),
      'Running | ip | nginx running started #0',
      readyNow('nginx running ready started #0')
    ])
  })

  it('runs init containers one after the other, each seen at a relist', () => {
    const init = (name: string, script: string) => ({ name, image: 'busybox:1.36', command: ['sh', '-c', script] })
    const { node, from } = live(
      { ...nginx, initContainers: [init('init-a', 'sleep 2'), init('init-b', 'sleep 1')] },
      12
    )
    expect(patches(node).map((patch) => patch.replace(/Ready=False.*nginx\] \| /, ''))).toEqual([
      'Initialized=False ContainersNotInitialized containers with incomplete status: [init-a init-b] | init-a PodInitializing #0 | init-b PodInitializing #0 | nginx PodInitializing #0',
      'ip | init-a running #0 | init-b PodInitializing #0',
      'Initialized= containers with incomplete status: [init-b] | init-a Completed(0) ready #0 | init-b PodInitializing #0',
      'init-a Completed(0) ready #0 | init-b running #0',
      'Initialized=True | init-a Completed(0) ready #0 | init-b Completed(0) ready #0',
      `Running | ${readyNow('nginx running ready started #0')}`
    ])
    expect(facts(node, 'pod-ready', from)[0]).toBeGreaterThan(4.5)
  })

  it('says nothing of a container until its postStart hook is over', () => {
    const hook = { postStart: { exec: { command: ['sleep', '3'] } } }
    const { node, from } = live({ containers: [{ ...nginx.containers[0], lifecycle: hook }] }, 8)
    expect(patches(node)).toHaveLength(2)
    expect(facts(node, 'container-started', from)[0]).toBeLessThan(0.6)
    expect(facts(node, 'pod-ready', from)[0]).toBeGreaterThan(3.4)
  })

  it('kills a container whose postStart hook fails', () => {
    const hook = { postStart: { exec: { command: ['sh', '-c', 'echo boom; exit 3'] } } }
    const { node } = live({ containers: [{ ...nginx.containers[0], lifecycle: hook }] }, 3)
    expect(events(node).slice(2, 6)).toEqual([
      'Normal Started: Started container nginx',
      expect.stringMatching(
        /^Warning FailedPostStartHook: Exec lifecycle hook \(\[sh -c echo boom; exit 3\]\) for Container "nginx" in Pod "p_default\([0-9a-f-]{36}\)" failed - error: command 'sh -c echo boom; exit 3' exited with 3: , message: "boom\\n"$/
      ),
      'Normal Killing: FailedPostStartHook',
      'x2 Container image "nginx:1.25" already present on machine'
    ])
  })

  it('waits for a volume that is missing and says so', () => {
    const { node } = live({ ...nginx, volumes: [{ name: 'c', configMap: { name: 'missing' } }] }, 130)
    expect(patches(node)).toEqual([starting('nginx')])
    const warning = 'MountVolume.SetUp failed for volume "c" : configmap "missing" not found'
    expect(events(node).slice(0, 2)).toEqual([`Warning FailedMount: ${warning}`, `x2 ${warning}`])
    expect(events(node)).toContain(
      'Warning FailedMount: Unable to attach or mount volumes: unmounted volumes=[c], unattached volumes=[c]: timed out waiting for the condition'
    )
  })

  it('waits for a ConfigMap that the environment needs', () => {
    const env = { envFrom: [{ configMapRef: { name: 'missing' } }] }
    const { node } = live({ containers: [{ ...nginx.containers[0], ...env }] }, 50, [[40, (n) => n.deletePod('p')]])
    expect(patches(node)).toEqual([
      starting('nginx'),
      'ip | nginx CreateContainerConfigError #0',
      'nginx ContainerCreating #0',
      'nginx ContainerStatusUnknown(137) #0',
      expect.stringContaining('DELETE')
    ])
    expect(events(node).slice(0, 2)).toEqual([
      'Normal Pulled: Container image "nginx:1.25" already present on machine',
      'Warning Failed: Error: configmap "missing" not found'
    ])
  })
})

describe('the end of a pod', () => {
  const ended = (code: string) => [
    notReady('app', `app ${code} #0`),
    expect.stringMatching(/^DELETE \{"gracePeriodSeconds":0,"preconditions":\{"uid":"[0-9a-f-]{36}"\}\}$/)
  ]

  it('stops a container that obeys within a relist', () => {
    const { node, from } = live(shell(trap), 14, [[10, (n) => n.deletePod('p')]])
    expect(patches(node).slice(2)).toEqual(ended('Completed(0)'))
    expect(facts(node, 'container-exited', from)[0]).toBeLessThan(10.25)
    const gone = writes(node).find(({ text }) => text === 'DELETE pods p')!.at
    expect((gone - writes(node)[0]!.at) / 1e6).toBeLessThan(25.5)
  })

  it('kills after the grace period what ignores SIGTERM', () => {
    const { node, from } = live(shell('sleep 3600'), 45, [[10, (n) => n.deletePod('p')]])
    expect(facts(node, 'container-exited', from)[0]).toBeCloseTo(40.01, 1)
    expect(patches(node).slice(2)).toEqual(ended('Error(137)'))
  })

  it('does not shorten a grace period that runs', () => {
    const again = live(shell('sleep 3600'), 45, [
      [10, (n) => n.deletePod('p')],
      [18, (n) => n.deletePod('p', 3)]
    ])
    expect(facts(again.node, 'container-exited', again.from)[0]).toBeCloseTo(40.01, 1)
  })

  it('lets a force-deleted pod run on for its whole grace period', () => {
    const { node, from } = live(shell('sleep 3600'), 45, [[10, (n) => n.deletePod('p', 0)]])
    expect(facts(node, 'container-exited', from)[0]).toBeCloseTo(40.01, 1)
    expect(patches(node)).toHaveLength(2)
  })

  it.each([
    [5, 5.01],
    [1, 1.01]
  ])('respects a grace period of %i s', (grace, after) => {
    const { node, from } = live(shell('sleep 3600'), 20, [[10, (n) => n.deletePod('p', grace)]])
    expect(facts(node, 'container-exited', from)[0]! - 10).toBeCloseTo(after, 1)
  })

  it('forgets a force-deleted pod, however long it took to end', () => {
    const ends = ['exit 0', 'sleep 1; exit 0', 'sleep 3; exit 0', 'sleep 9; exit 0'].map(
      (how) => `trap '${how}' TERM; while true; do sleep 0.2; done`
    )
    for (const script of ends) {
      const { node } = live({ ...shell(script), terminationGracePeriodSeconds: 12 }, 30, [
        [5, ({ deletePod }) => deletePod('p', 0)]
      ])
      const kubelet = contextOf(node.world.process('worker-1/kubelet'), 'kubelet')!
      expect([script, kubelet.workers.size]).toEqual([script, 0])
    }
  })

  it('gives the full grace period again after a preStop hook, and cuts the hook off at it', () => {
    const hook = (time: number) =>
      shell(trap, { lifecycle: { preStop: { exec: { command: ['sleep', String(time)] } } } })
    const short = live(hook(5), 20, [[10, (n) => n.deletePod('p')]])
    expect(facts(short.node, 'container-exited', short.from)[0]! - 10).toBeCloseTo(5.15, 0)
    expect(short.node.lines.some(({ what }) => what.includes('with timeout 30 (s)'))).toBe(true)
    const long = live(hook(40), 45, [[10, (n) => n.deletePod('p')]])
    expect(facts(long.node, 'container-exited', long.from)[0]! - 10).toBeCloseTo(30.1, 0)
    expect(events(long.node).at(-1)).toMatch(
      /^Warning FailedPreStopHook: Exec lifecycle hook \(\[sleep 40\]\) for Container "app" in Pod "p_default\([0-9a-f-]{36}\)" failed - error: command 'sleep 40' exited with 137: , message: ""$/
    )
  })

  it('holds the phase of a pod that has ended back until its sandbox is gone', () => {
    const oom = { resources: { limits: { memory: '32Mi' } } }
    const spec = { ...shell('sleep 2; exec dd if=/dev/zero of=/dev/null bs=200M count=1', oom), restartPolicy: 'Never' }
    const { node } = live(spec, 10)
    expect(patches(node).slice(2)).toEqual([
      'Ready=False PodFailed | ContainersReady=False PodFailed | app OOMKilled(137) #0',
      'Failed'
    ])
    const { node: done } = live({ ...shell('exit 0'), restartPolicy: 'Never' }, 10)
    expect(patches(done).slice(1)).toEqual([
      'ip | Initialized= PodCompleted | Ready= PodCompleted | ContainersReady= PodCompleted | app Completed(0) #0',
      'Succeeded'
    ])
  })
})
