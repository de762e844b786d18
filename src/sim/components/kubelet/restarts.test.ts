import { describe, expect, it } from 'vitest'
import { median } from '../../../base/median'
import { seconds } from '../../../base/time'
import { afterBoot, events, facts, patches, shell, startNode, type TestNode } from './testing/node'

function live(spec: Record<string, unknown>, until: number, seed = 1, act: (node: TestNode) => void = () => {}) {
  const node = startNode({}, seed)
  node.run(afterBoot)
  const from = node.world.now
  node.pod({ name: 'p', ...spec })
  act(node)
  node.run(seconds(until))
  return { node, from }
}

/** Seconds from each exit of the container to its next start. */
function gaps({ node, from }: { node: TestNode; from: number }): number[] {
  const starts = facts(node, 'container-started', from)
  return facts(node, 'container-exited', from).flatMap((exit) => {
    const next = starts.find((start) => start > exit)
    return next === undefined ? [] : [next - exit]
  })
}

describe('crash loops', () => {
  // Recorded on a real node (n = 8 pods): [least, most] seconds from exit to next start.
  const recorded = [
    [13.4, 16.3],
    [23.0, 28.9],
    [44, 53],
    [84, 94],
    [161, 174]
  ] as const

  it('restarts at the first sync after the back-off, 10 s doubling', () => {
    const runs = Array.from({ length: 10 }, (_, seed) => gaps(live(shell('exit 1'), 400, seed + 1)))
    for (const run of runs) {
      expect(run[0]).toBeLessThan(1.2)
      recorded.forEach(([least], i) => {
        const nominal = 10 * 2 ** i
        expect(run[i + 1]!).toBeGreaterThanOrEqual(nominal)
        expect(run[i + 1]!).toBeLessThan(nominal + 16.5)
        expect(run[i + 1]!).toBeGreaterThan(least - 4)
      })
    }
    recorded.forEach(([least, most], i) => {
      const middle = median(runs.map((run) => run[i + 1]!))
      expect(middle).toBeGreaterThan(least - 1)
      expect(middle).toBeLessThan(most)
    })
  })

  it('shows Error at first and CrashLoopBackOff at the next sync', () => {
    const { node } = live(shell('exit 1'), 60)
    expect(patches(node).slice(1, 6)).toEqual([
      'Running | ip | app Error(1) #0',
      'app Error(1) after Error(1) #1',
      'app CrashLoopBackOff after Error(1) #1',
      'app Error(1) after Error(1) #2',
      'app CrashLoopBackOff after Error(1) #2'
    ])
    const log = node.lines.find(({ what }) => what.includes('Error syncing pod'))!.what
    expect(log).toMatch(
      /^E pod_workers\.go:965\] "Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"app\\" with CrashLoopBackOff: \\"back-off 10s restarting failed container=app pod=p_default\([0-9a-f-]{36}\)\\"" pod="default\/p" podUID=[0-9a-f-]{36}$/
    )
  })

  it('writes no more than 25 events and one per five minutes about a pod', () => {
    const { node } = live({ containers: [{ name: 'app', image: 'Bad_Image:::1' }] }, 400)
    expect(events(node)).toHaveLength(26)
  })

  it('treats a program that is missing as a start error', () => {
    const { node } = live({ containers: [{ name: 'app', image: 'busybox:1.36', command: ['/no/such/binary'] }] }, 5)
    expect(events(node)[2]).toBe(
      'Warning Failed: Error: failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "/no/such/binary": stat /no/such/binary: no such file or directory: unknown'
    )
    expect(patches(node)[1]).toBe('Running | ip | app RunContainerError after StartError(128) #0')
  })

  it('restarts after a crash what ran, and nothing of a pod that is never restarted', () => {
    const kill = (node: TestNode) => {
      node.run(seconds(10))
      node.fault({ kind: 'kill-container', pod: 'default/p' } as never)
    }
    const after = Array.from({ length: 10 }, (_, seed) => gaps(live(shell('sleep 3600'), 20, seed + 1, kill))[0]!)
    expect(median(after)).toBeGreaterThan(0.19)
    expect(median(after)).toBeLessThan(1.05)
    expect(gaps(live({ ...shell('sleep 3600'), restartPolicy: 'Never' }, 20, 1, kill))).toEqual([])
  })
})

describe('probes', () => {
  it('lives through the liveness example of the documentation in cycles of 75 s', () => {
    const script = 'touch /tmp/healthy; sleep 30; rm -f /tmp/healthy; sleep 600'
    const probe = { exec: { command: ['cat', '/tmp/healthy'] }, initialDelaySeconds: 5, periodSeconds: 5 }
    const run = live(shell(script, { livenessProbe: probe }), 320)
    const exits = facts(run.node, 'container-exited', run.from)
    for (let i = 1; i < exits.length; i++) expect(exits[i]! - exits[i - 1]!).toBeCloseTo(75, 0)
    expect(exits).toHaveLength(4)
    for (const gap of gaps(run)) expect(gap).toBeLessThan(0.16)
    expect(events(run.node).slice(3, 7)).toEqual([
      "Warning Unhealthy: Liveness probe failed: cat: can't open '/tmp/healthy': No such file or directory\n",
      "x2 Liveness probe failed: cat: can't open '/tmp/healthy': No such file or directory\n",
      "x3 Liveness probe failed: cat: can't open '/tmp/healthy': No such file or directory\n",
      'Normal Killing: Container app failed liveness probe, will be restarted'
    ])
  })

  it('restarts without back-off while the last dead container is old enough', () => {
    const probe = { livenessProbe: { httpGet: { path: '/healthz', port: 80 } } }
    const run = live({ containers: [{ name: 'nginx', image: 'nginx:1.25', ...probe }] }, 330)
    // Recorded: 0.13, 0.16, 0.23, 0.12, 50.8 s.
    expect(
      gaps(run)
        .slice(0, 4)
        .every((gap) => gap < 0.25)
    ).toBe(true)
    expect(gaps(run)[4]).toBeGreaterThan(40)
    expect(gaps(run)[4]).toBeLessThan(56)
  })

  it('tells a timeout, a refused port and a wrong code apart', () => {
    const first = (probe: object) =>
      events(
        live({ containers: [{ name: 'a', image: 'nginx:1.25', livenessProbe: { periodSeconds: 2, ...probe } }] }, 8)
          .node
      )[3]
    expect(first({ exec: { command: ['sleep', '5'] } })).toBe(
      'Warning Unhealthy: Liveness probe failed: command "sleep 5" timed out'
    )
    expect(first({ tcpSocket: { port: 81 } })).toBe(
      'Warning Unhealthy: Liveness probe failed: dial tcp 10.244.0.2:81: connect: connection refused'
    )
    expect(first({ httpGet: { path: '/x', port: 80 } })).toBe(
      'Warning Unhealthy: Liveness probe failed: HTTP probe failed with statuscode: 404'
    )
  })

  it('probes nothing else while a startup probe runs', () => {
    const container = {
      name: 'nginx',
      image: 'nginx:1.25',
      command: ['sh', '-c', 'sleep 5; touch /tmp/started; exec nginx'],
      startupProbe: { exec: { command: ['test', '-f', '/tmp/started'] }, periodSeconds: 2, failureThreshold: 10 },
      readinessProbe: { httpGet: { path: '/', port: 80 } }
    }
    const { node } = live({ containers: [container] }, 10)
    expect(patches(node).slice(1)).toEqual([
      'Running | ip | nginx running #0',
      'nginx running started #0',
      'Ready=True | ContainersReady=True | nginx running ready started #0'
    ])
    expect(events(node)[3]).toBe('Warning Unhealthy: Startup probe failed: ')
  })

  it('finds the file that an application makes when it is ready; a script that makes none is not', () => {
    const readinessProbe = { exec: { command: ['cat', '/tmp/app-ready'] }, periodSeconds: 2 }
    const isReady = (more: object) => {
      const { node } = live(
        { containers: [{ name: 'app', image: 'localhost:40500/labsrv:1.0', readinessProbe, ...more }] },
        30
      )
      return patches(node).some((patch) => patch.includes('running ready'))
    }
    expect(isReady({})).toBe(true)
    expect(isReady({ command: ['sh', '-c', 'sleep 600'] })).toBe(false)
  })
})

describe('images', () => {
  it('backs off from an image that is not there', () => {
    const { node } = live({ containers: [{ name: 'app', image: 'localhost:40500/nope/app:9.9' }] }, 110)
    const image = 'localhost:40500/nope/app:9.9'
    expect(events(node).slice(0, 5)).toEqual([
      `Normal Pulling: Pulling image "${image}"`,
      `Warning Failed: Failed to pull image "${image}": rpc error: code = NotFound desc = failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found`,
      'Warning Failed: Error: ErrImagePull',
      `Normal BackOff: Back-off pulling image "${image}"`,
      'Warning Failed: Error: ImagePullBackOff'
    ])
    expect(patches(node).slice(1, 4)).toEqual([
      'ip | app ErrImagePull #0',
      'app ImagePullBackOff #0',
      'app ErrImagePull #0'
    ])
    const pulls = node.lines.filter(({ what }) => what.startsWith('I PullImage')).map(({ at }) => at / 1e6)
    expect(pulls[1]! - pulls[0]!).toBeGreaterThan(10)
    expect(pulls[1]! - pulls[0]!).toBeLessThan(22.8)
    expect(pulls[2]! - pulls[1]!).toBeGreaterThan(20)
    expect(pulls[2]! - pulls[1]!).toBeLessThan(40)
  })

  it('pulls one image after the other', () => {
    const { node } = live({ containers: [{ name: 'a', image: 'registry.example.invalid/app:1.0' }] }, 25, 1, (n) => {
      n.run(seconds(1))
      n.pod({ name: 'q', containers: [{ name: 'b', image: 'localhost:40500/app:1.0' }] })
    })
    const pulled = events(node).find((text) => text.startsWith('Normal Pulled'))!
    const [, waited] = /\((\d+)\.\d+s including waiting\)/.exec(pulled)!
    expect(Number(waited)).toBeGreaterThanOrEqual(13)
    expect(events(node)).toContainEqual(expect.stringContaining('lookup registry.example.invalid'))
  })

  it('does not pull what its policy forbids', () => {
    const { node } = live({ containers: [{ name: 'app', image: 'absent:1.0', imagePullPolicy: 'Never' }] }, 3)
    expect(events(node).slice(0, 2)).toEqual([
      'Warning ErrImageNeverPull: Container image "absent:1.0" is not present with pull policy of Never',
      'Warning Failed: Error: ErrImageNeverPull'
    ])
  })
})
