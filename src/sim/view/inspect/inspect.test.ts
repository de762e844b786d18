import { beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { seconds } from '../../../base/time'
import { prepare, presetOf } from '../../../scenarios'
import { createSimulation, type Simulation } from '../../simulation'
import { contextOf } from '../../components/contexts'
import { termAt } from '../../components/etcd/raft/log'
import { frameOf } from '../frame'
import { inspect } from '.'
import { changesOf } from './changes'
import { messagesOf } from './messages'
import { namesAt } from './names'
import { objectTable } from './object-table'

let ha: Simulation
const at = (time: number) => {
  const world = ha.history.seek(seconds(time))
  return { world, view: (target: string) => inspect(world, ha.history.timeline, target)! }
}

beforeAll(() => {
  const spec = prepare(presetOf('ha-master-fails')!)
  if (!spec.ok) throw new Error(spec.error)
  ha = createSimulation(spec.value)
  ha.history.advance(seconds(40))
}, 60_000)

describe('the sentence', () => {
  it('tells of an etcd leader how many agree, and what one more loss does', () => {
    const { view } = at(20)
    const leader = ['master-2/etcd', 'master-3/etcd'].find((id) => view(id).state === 'leader')!
    const other = leader === 'master-2/etcd' ? 'etcd-3' : 'etcd-2'
    expect(view(leader).sentence).toMatch(
      new RegExp(
        String.raw`^Leads since \+\d\.\d\d s, with ${other} alone: 2 of 3 agree, and one more loss stops every write\.$`
      )
    )
    expect(view('master-1/etcd').sentence).toBe('Gone with its machine, which has no power since +0.00 s.')
    expect(view('master-1').sentence).toBe('Has no power since +0.00 s: nothing on it answers or refuses.')
  })

  it('counts the lease of a dead leader down', () => {
    const left = (time: number) =>
      Number(/runs out in ([\d.]+) s/.exec(at(time).view('master-2/kube-scheduler').sentence)?.[1])
    expect(at(16).view('master-2/kube-scheduler').sentence).toContain('master-1 holds the lease')
    expect(left(16) - left(18)).toBeCloseTo(2, 1)
    const { view } = at(40)
    expect(['master-2', 'master-3'].map((id) => view(`${id}/kube-scheduler`).sentence.split(' ')[0]).sort()).toEqual([
      'Leads',
      'Stands'
    ])
  })

  it('counts leadership from its beginning, not from its last piece of work', () => {
    expect(at(5).view('master-1/kube-scheduler').sentence).toMatch(/^Leads since before the run began;/)
  })

  it('says of a follower since when its leader leads, not since when it follows somebody', () => {
    expect(at(5).view('master-2/etcd').sentence).toMatch(
      /^Follows etcd-1, which leads in term 1 since before the run began;/
    )
    const { view } = at(20)
    const follower = ['master-2', 'master-3'].map((id) => view(`${id}/etcd`)).find(({ state }) => state === 'follower')!
    expect(follower.sentence).toMatch(/^Follows etcd-[23], which leads in term 2 since \+1\.\d\d s;/)
  })

  it('counts the pods of a machine as its picture does', () => {
    const { world, view } = at(20)
    const drawn = frameOf(world, ha.history.timeline).machines.find(({ id }) => id === 'worker-1')!.pods.length
    expect(view('worker-1').sentence).toContain(`with ${drawn} pods bound to it`)
  })

  it('is there for everything that can be selected', () => {
    const { world, view } = at(20)
    const targets = [...namesAt(world, '', 10_000).found].map(({ target }) => target)
    expect(targets.length).toBeGreaterThan(200)
    const without = targets.filter((target) => !/^[A-Z].*\.$/.test(view(target).sentence))
    expect(without).toEqual([])
  })
})

describe('Raft logs as cells', () => {
  it('shows three cells before and two from each change of term, the last three, and folds the rest', () => {
    const { world, view } = at(20)
    const { columns, members, committed, missing } = view('master-2/etcd').raft!
    const log = contextOf(world.find('master-2/etcd')!, 'etcd')!.raft.log
    const shown = columns.filter((column) => column !== null)
    const changes: number[] = []
    for (let index = log.offset + 2; index <= committed; index++)
      if (termAt(log, index) !== termAt(log, index - 1)) changes.push(index)
    expect(changes.length).toBeGreaterThan(0)
    const last = Math.max(...members.map((member) => member.last))
    const wanted = new Set([last - 2, last - 1, last, ...changes.flatMap((i) => [i - 3, i - 2, i - 1, i, i + 1])])
    expect(shown).toEqual([...wanted].filter((i) => i > 0).sort((a, b) => a - b))
    // A fold stands exactly where indexes are left out.
    columns.forEach((column, i) => {
      if (column === null) expect(columns[i + 1]! - columns[i - 1]!).toBeGreaterThan(1)
    })
    const dead = members.find(({ id }) => id === 'master-1/etcd')!
    expect(dead.role).toBe('down')
    expect(missing[0]).toBe(`etcd-1 misses ${last - dead.last} entries`)
    for (const { cells, last: own } of members)
      cells.forEach((cell, i) => {
        if (cell) expect(cell.state === 'missing').toBe(columns[i]! > own)
      })
  })

  it('outlines what a deposed leader has and nobody committed', () => {
    const spec = prepare({
      ...presetOf('ha-master-fails')!,
      // A creation whose namespace was looked into for quotas needs no read before: it is proposed, and nobody can agree.
      commands: ['6s', '7s', '8s', '10.1s', '10.1s', '10.1s'].map(
        (at, i) => `${at} kubectl create configmap a${i} --from-literal=b=c`
      ),
      faults: ['10s partition master-1,lb,users,worker-1,worker-2,worker-3 | master-2,master-3']
    })
    if (!spec.ok) throw new Error(spec.error)
    const { history } = createSimulation(spec.value)
    history.advance(seconds(15))
    const { columns, members, committed } = inspect(history.head, history.timeline, 'master-1/etcd')!.raft!
    const old = members.find(({ id }) => id === 'master-1/etcd')!
    const open = old.cells.flatMap((cell, i) => (cell?.state === 'uncommitted' ? [columns[i]!] : []))
    expect(open.length).toBeGreaterThan(0)
    // Its entries stand at places that were committed with another term.
    expect(Math.min(...open)).toBeLessThanOrEqual(committed)
  })
})

describe('the scheduler’s table', () => {
  it('is what the scheduler recorded, of every pod that it remembers', () => {
    const { world, view } = at(1)
    const { explanations } = contextOf(
      world.processes.find((process) => contextOf(process, 'kube-scheduler')?.explanations.size)!,
      'kube-scheduler'
    )!
    expect(explanations.size).toBeGreaterThan(10)
    for (const [pod, { node, scores, refused }] of explanations) {
      const placement = view(`pod:${pod}`)?.placements[0]
      if (!placement) continue
      expect(placement.node).toBe(node)
      expect(placement.rows.filter((row) => row.refused === '').map(({ node: name, total }) => [name, total])).toEqual(
        scores.map(({ node: name, total }) => [name, total])
      )
      for (const { scores: given, total } of placement.rows)
        expect(Object.values(given).reduce((sum, score) => sum + score, 0)).toBe(total)
      expect(
        Object.fromEntries(placement.rows.filter((row) => row.refused).map((row) => [row.node, row.refused]))
      ).toEqual(refused)
    }
  })
})

it('lists what control loops want beside what there is, the busy ones first', () => {
  const { world, view } = at(1)
  const leader = world.processes.find(
    (process) => (contextOf(process, 'kube-controller-manager')?.loops.size ?? 0) > 0
  )!
  const { loops } = view(leader.id)
  expect(loops).toContainEqual({
    loop: 'deployment',
    key: 'default/web',
    desired: '12 replicas',
    current: 'ReplicaSets of 12, 12 available',
    difference: '',
    acts: expect.stringMatching(/^again in \d+\.\d s$/)
  })
  const differ = loops.map(({ difference }) => difference !== '')
  expect(differ).toEqual([...differ].sort((a, b) => Number(b) - Number(a)))
})

it('prints kube-proxy’s rules', () => {
  const { rules } = at(1).view('worker-1/kube-proxy')
  expect(rules).toMatch(/^\*nat$/m)
  expect(rules).toMatch(/-A KUBE-SERVICES -d 10\.\S+ .*default\/web cluster IP/)
})

describe('what changed', () => {
  it('is an object’s version before its last one', () => {
    const { world } = at(30)
    const { timeline } = ha.history
    const change = changesOf(world, timeline, 'leases:kube-node-lease/worker-1', (entry) =>
      ha.history.seekEntry(entry)
    )!
    const [before, after] = [parse(change.before), parse(change.after)]
    expect(Number(after.metadata.resourceVersion)).toBeGreaterThan(Number(before.metadata.resourceVersion))
    expect({ ...after, metadata: 0, spec: { ...after.spec, renewTime: 0 } }).toEqual({
      ...before,
      metadata: 0,
      spec: { ...before.spec, renewTime: 0 }
    })
  })

  it('is what a process held before its last step', () => {
    const { world } = at(30)
    const change = changesOf(world, ha.history.timeline, 'master-2/etcd', (entry) => ha.history.seekEntry(entry))!
    expect(change.at).toBeLessThanOrEqual(seconds(30))
    expect(parse(change.before).member).toBe('master-2/etcd')
  })
})

it('lists messages in and out, the latest first, each with a cause that lies before it', () => {
  const { world } = at(20)
  const messages = messagesOf(world, ha.history.timeline, 'master-2/etcd', 50)
  expect(messages).toHaveLength(50)
  expect(new Set(messages.map(({ direction }) => direction))).toEqual(new Set(['in', 'out']))
  messages.forEach(({ entry, at: time, causeEntry }, i) => {
    expect(time).toBeLessThanOrEqual(seconds(20))
    expect(causeEntry).toBeLessThan(entry)
    if (i > 0) expect(entry).toBeLessThan(messages[i - 1]!.entry)
  })
})

describe('objects', () => {
  it('are found by any word of their name, kind and namespace', () => {
    const { world } = at(1)
    expect(namesAt(world, 'master-1/etcd', 5).found[0]).toEqual({
      target: 'master-1/etcd',
      name: 'master-1/etcd',
      what: 'process etcd'
    })
    expect(namesAt(world, 'deployment web', 5).found[0]).toMatchObject({ target: 'deployments:default/web' })
    expect(namesAt(world, 'no such thing', 5)).toEqual({ found: [], total: 0 })
  })

  it('stand in the columns of kubectl get -o wide', () => {
    const { world } = at(1)
    const { headers, rows, total } = objectTable(world, 'pods')
    expect(headers.slice(0, 6)).toEqual(['NAMESPACE', 'NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE'])
    expect(rows).toHaveLength(total)
    expect(rows.every(({ cells }) => cells.length === headers.length)).toBe(true)
    for (const { kinds } of [objectTable(world, 'nodes')])
      for (const { resource } of kinds) expect(objectTable(world, resource).rows.length).toBeGreaterThan(0)
  })
})

describe('objects of custom kinds', () => {
  const widgets = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: widgets.example.com }
spec:
  group: example.com
  scope: Namespaced
  names: { plural: widgets, kind: Widget }
  versions: [{ name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } } }]
`
  const one = 'apiVersion: example.com/v1\nkind: Widget\nmetadata: { name: first }\n'

  it('are found, listed and told like others', () => {
    const { history } = createSimulation({
      cluster: { masters: 1, workers: 1, zones: 0, runtime: 'containerd', loadBalancer: false },
      flags: { 'users-rate-per-s': 0 },
      seed: 1,
      manifests: [widgets],
      kubectl: [{ at: seconds(2), line: 'apply -f -', stdin: one }],
      faults: []
    })
    history.advance(seconds(5))
    const world = history.head
    const [found] = namesAt(world, 'first', 5).found
    expect(found).toEqual({
      target: 'example.com/widgets:default/first',
      name: 'first',
      what: 'widgets.example.com in default'
    })
    const view = inspect(world, history.timeline, found!.target)!
    expect(view.state).toBe('Widget')
    expect(view.why.at(-1)!.text).toContain('kubectl apply')
    expect(objectTable(world, 'example.com/widgets')).toMatchObject({ total: 1, rows: [{ target: found!.target }] })
    expect(inspect(world, history.timeline, 'customresourcedefinitions:widgets.example.com')!.sentence).toMatch(
      /^NamesAccepted, Established\./
    )
  })
})
