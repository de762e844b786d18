import { describe, expect, it } from 'vitest'
import { seconds } from '../../base/time'
import { presetOf, prepare } from '../../scenarios'
import type { LostView } from '../view/types'
import { webService } from '../../scenarios/workloads'
import { contextOf } from '../components/contexts'
import { memberId } from '../cluster'
import { lostBy } from '../ask/whole/lost'
import { createSimulation } from '../simulation'

const manifests = '/etc/kubernetes/manifests'

/** A small cluster under what operators type and what goes wrong. */
function run(preset: string, o: { commands: readonly string[]; faults: readonly string[]; until: number }) {
  const base = presetOf(preset)!
  const { commands, faults, until } = o
  const spec = prepare({ ...base, workloads: webService('web', 3, 'nginx:1.27'), commands, faults })
  if (!spec.ok) throw new Error(spec.error)
  const simulation = createSimulation(spec.value)
  const { history, breaches } = simulation
  history.advance(seconds(until))
  const { head, timeline } = history
  const etcd = (machine: string) => contextOf(head.process(`${machine}/etcd`), 'etcd')!
  const printed = timeline.facts.flatMap(({ fact, detail }) =>
    fact === 'tool-output' || fact === 'kubectl-output' ? [detail.text] : []
  )
  const keys = [...(etcd('master-1')?.store.current.keys() ?? [])]
  const names = (prefix: string) => keys.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length))
  const containers = ['worker-1', 'worker-2', 'worker-3']
    .flatMap((worker) => [...contextOf(head.process(`${worker}/linux`), 'linux')!.containers.values()])
    .filter(({ spec: { namespace, name } }) => namespace === 'default' && name !== '')
    .map(({ spec: { podName } }) => podName)
    .sort()
  const lost = lostBy(simulation, seconds(until))
  return { etcd, printed, names, containers, breaches, lost }
}

const restore = (options: string) =>
  `ssh master-1 etcdutl snapshot restore /var/backups/etcd.db --data-dir /var/lib/etcd --name master-1 --initial-cluster master-1=https://10.0.0.11:2380 --initial-advertise-peer-urls https://10.0.0.11:2380 ${options}`

/** A master loses its disk after somebody saved a snapshot, wrote on, and deleted something. */
const lostMaster = (options: string) => ({
  commands: [
    '1s etcdctl --endpoints=https://10.0.0.11:2379 snapshot save /backup/etcd.db',
    '2s kubectl create deployment late --image=nginx:1.27 --replicas=2',
    '3s kubectl delete deployment web',
    `60s ssh master-1 mv ${manifests}/*.yaml /root/`,
    // The API server's pod has its 30 s for an orderly end.
    '91s scp /backup/etcd.db master-1:/var/backups/etcd.db',
    `92s ${restore(options)}`,
    '94s ssh master-1 rm -rf /var/lib/etcd',
    `95s ${restore(options)}`,
    `96s ssh master-1 mv /root/*.yaml ${manifests}/`
  ],
  faults: ['38s crash master-1', '39s lose-disk master-1', '58s restart master-1'],
  until: 180
})

describe('a snapshot that is brought back', () => {
  it('holds what was there then: what came after is lost, what was deleted lives, and kubelets follow', () => {
    const found = run('single-master-fails', lostMaster('--bump-revision 1000000000 --mark-compacted'))
    // The member had started without data in the meantime.
    expect(found.printed).toContain('Error: data-dir "/var/lib/etcd" not empty or could not be read\n')
    expect(found.printed.join('')).toContain('bumping latest revision')
    expect(found.names('/registry/deployments/default/')).toEqual(['web'])
    expect(found.etcd('master-1').store.revision).toBeGreaterThan(1_000_000_000)
    const pods = found.names('/registry/pods/default/').sort()
    expect(pods).toHaveLength(3)
    expect(found.containers).toEqual(pods)
    const named = (objects: LostView['lost'] = [], resource = 'deployments') =>
      objects.find((one) => one.resource === resource)?.names
    expect(named(found.lost?.lost)).toEqual(['default/late'])
    expect(named(found.lost?.lost, 'pods')).toHaveLength(2)
    expect(named(found.lost?.back)).toEqual(['default/web'])
    expect(named(found.lost?.back, 'pods')).toEqual(pods.map((name) => `default/${name}`))
    expect(found.breaches).toEqual([])
  }, 60_000)

  it('goes on from its own revisions if it is not bumped, and pods run on that it does not know until their kubelets list anew', () => {
    const { etcd, names, containers, breaches, lost } = run('single-master-fails', lostMaster(''))
    expect(etcd('master-1').store.revision).toBeLessThan(1_000_000)
    expect(etcd('master-1').store.compactRevision).toBeLessThan(lost!.after)
    expect(names('/registry/deployments/default/')).toEqual(['web'])
    expect(names('/registry/pods/default/').filter((pod) => pod.startsWith('late'))).toEqual([])
    // How long that takes hangs on whether its watch ended in order or was refused (it goes on where it was, and hears nothing) or failed (it lists).
    expect(lost!.strays.names.filter((name) => name.startsWith('default/late'))).toHaveLength(2)
    const started = containers.filter((pod) => pod.startsWith('web')).length
    expect(started).toBeGreaterThan(0)
    expect(started).toBeLessThanOrEqual(3)
    expect(breaches).toEqual([])
  }, 60_000)
})

describe('a member that is replaced', () => {
  it('is another one: it learns first, votes when it is promoted, and nothing is lost', () => {
    const { etcd, printed, names, breaches, lost } = run('ha-master-fails', {
      commands: [
        '2s kubectl create deployment late --image=nginx:1.27 --replicas=2',
        `20s ssh master-1 etcdctl member promote ${memberId('master-3#4')}`,
        `21s ssh master-1 etcdctl member remove ${memberId('master-3')}`,
        '22s ssh master-1 etcdctl member add master-3 --peer-urls=https://10.0.0.13:2380 --learner',
        '23s ssh master-1 etcdctl member add master-3 --peer-urls=https://10.0.0.13:2380 --learner',
        '24s ssh master-1 etcdctl member list',
        `25s ssh master-1 etcdctl member promote ${memberId('master-3#4')}`,
        `40s ssh master-1 etcdctl member promote ${memberId('master-3#4')}`,
        '45s ssh master-1 etcdctl member list'
      ],
      faults: ['10s crash master-3', '11s lose-disk master-3', '28s restart master-3'],
      until: 50
    })
    const said = printed.map((text) => text.replace(/^\{.*\}\n/gm, ''))
    expect(said).toContain('Error: etcdserver: member not found\n')
    expect(said).toContain('Error: etcdserver: Peer URLs already exists\n')
    expect(said).toContain('Error: etcdserver: can only promote a learner member which is in sync with leader\n')
    const lists = printed.filter((text) => text.startsWith(memberId('master-1')))
    expect(lists[0]).toContain(`${memberId('master-3#4')}, unstarted, , https://10.0.0.13:2380, , true\n`)
    expect(lists[1]).toContain(
      `${memberId('master-3#4')}, started, master-3, https://10.0.0.13:2380, https://10.0.0.13:2379, false\n`
    )
    expect(etcd('master-3').raft.tracker.config.voters).toEqual([1, 2, 4])
    expect(etcd('master-3').store.revision).toBe(etcd('master-1').store.revision)
    expect(names('/registry/deployments/default/')).toEqual(['late', 'web'])
    expect(lost).toBeNull()
    expect(breaches).toEqual([])
  }, 60_000)
})

describe('a member that goes on by force', () => {
  it('is a cluster of one that keeps what was committed, and others join it anew', () => {
    const { etcd, printed, names, breaches, lost } = run('ha-master-fails', {
      commands: [
        '2s kubectl create deployment late --image=nginx:1.27 --replicas=2',
        `30s ssh master-1 sed -i '/- etcd$/a\\    - --force-new-cluster' ${manifests}/etcd.yaml`,
        `60s ssh master-1 sed -i '/--force-new-cluster/d' ${manifests}/etcd.yaml`,
        '85s ssh master-1 etcdctl member add master-2 --peer-urls=https://10.0.0.12:2380 --learner',
        `110s ssh master-1 etcdctl member promote ${memberId('master-2#4')}`,
        '115s kubectl get deployment late'
      ],
      faults: [
        '10s crash master-2',
        '10s crash master-3',
        '11s lose-disk master-2',
        '11s lose-disk master-3',
        '90s restart master-2'
      ],
      until: 120
    })
    expect(etcd('master-1').raft.tracker.config.voters).toEqual([1, 4])
    expect(etcd('master-2').leader).toBe('master-1/etcd')
    expect(names('/registry/deployments/default/')).toEqual(['late', 'web'])
    expect(printed.at(-1)).toContain('late   2/2')
    expect(lost).toMatchObject({ how: 'forced', lost: [], back: [], older: [] })
    expect(breaches).toEqual([])
  }, 60_000)
})
