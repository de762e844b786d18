import { describe, expect, it } from 'vitest'
import { createSimulation } from '../../../simulation'
import type { KubeObject } from '../../../api/types'
import type { ApiServer } from '../context'
import { groupsOfUser } from '../authentication/groups'
import { authorize } from '.'
import { uncovered } from './rbac/escalation'

/** A cluster with a worker, two minutes old. */
const simulation = createSimulation({
  cluster: { masters: 1, workers: 1, zones: 0, runtime: 'containerd', loadBalancer: false },
  flags: { 'api-probes': false, 'client-rate-per-s': 0 },
  seed: 1,
  manifests: [],
  kubectl: [],
  faults: []
})
simulation.history.advance(0)
const server = simulation.history.head.processes.find(({ id }) => id === 'master-1/kube-apiserver')!
  .context as ApiServer

const may = (user: string, verb: string, resource: string, namespace = '', name = '', group = '') =>
  authorize(server, { user, groups: groupsOfUser(user), verb, group, resource, subresource: '', namespace, name })

describe('authorization', () => {
  it('lets every component do its work: nobody is refused once roles are loaded', () => {
    const loaded = server.audit.filter(({ at, code }) => at > server.now - 60_000_000 && code === 403)
    // A kubelet asks for its pods' mirrors before it has made them, as upstream.
    const refused = loaded.filter(({ user, verb }) => !(user.startsWith('system:node:') && verb === 'get'))
    expect(refused).toEqual([])
  })

  it('gives a new cluster the roles, flow schemas and addresses that kubeadm’s has', () => {
    const names = (resource: string) =>
      [...server.caches.get(resource)!.objects.values()].map(({ metadata }) => metadata.name)
    expect(names('clusterroles').filter((name) => name.startsWith('system:controller:'))).toHaveLength(38)
    expect(names('flowschemas')).toHaveLength(11)
    expect(names('prioritylevelconfigurations')).toHaveLength(8)
    expect(names('apiservices')).toHaveLength(21)
    const [endpoints] = [...server.caches.get('endpoints')!.objects.values()].filter(
      ({ metadata }) => metadata.name === 'kubernetes'
    ) as (KubeObject & { subsets: unknown })[]
    expect(endpoints!.subsets).toEqual([
      { addresses: [{ ip: '10.0.0.11' }], ports: [{ name: 'https', port: 6443, protocol: 'TCP' }] }
    ])
  })

  it('says of a node what it may read, and why not', () => {
    expect(may('system:node:worker-1', 'get', 'configmaps', 'kube-system', 'kube-root-ca.crt').allowed).toBe(true)
    expect(
      may('system:node:worker-1', 'get', 'configmaps', 'kube-system', 'extension-apiserver-authentication').allowed
    ).toBe(false)
    expect(may('system:node:worker-1', 'list', 'secrets', 'default').reason).toBe('No Object name found')
    expect(may('system:node:worker-1', 'get', 'nodes', '', 'master-1').reason).toBe(
      "node 'worker-1' cannot read 'master-1', only its own Node object"
    )
  })

  it('finds what is missing of rules, one right at a time', () => {
    const held = [{ apiGroups: [''], resources: ['*/status', 'pods'], verbs: ['get'] }]
    const wanted = [{ apiGroups: [''], resources: ['pods', 'nodes/status'], verbs: ['get', 'list'] }]
    expect(uncovered(held, wanted)).toEqual([
      { apiGroups: [''], resources: ['pods'], verbs: ['list'] },
      { apiGroups: [''], resources: ['nodes/status'], verbs: ['list'] }
    ])
  })
})
