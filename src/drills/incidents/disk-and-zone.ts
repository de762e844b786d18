import { webService } from '../../scenarios/workloads'
import type { Drill } from '../schema'

export const diskAndZone: Drill = {
  id: 'disk-and-zone',
  kind: 'incident',
  title: 'A zone is gone, and the rest is full',
  story:
    'Zone 3 has lost its power; nobody knows for how long. web should have gone on in the other two zones, but it is short of pods, and the scheduler says that there is no room. Bring web back to full strength without zone 3.',
  scenario: {
    id: 'disk-and-zone',
    title: 'A zone lost, a disk full',
    summary: 'One of three zones loses power while a disk of another is full',
    cluster: {
      masters: 1,
      workers: 3,
      zones: 3,
      runtime: 'containerd',
      loadBalancer: false,
      sizes: { 'worker-1': { cpu: 1 }, 'worker-2': { cpu: 1 }, 'worker-3': { cpu: 1 } }
    },
    profile: 'kubernetes',
    // The kubelets of this cluster take pressure for over sooner than after upstream's five minutes.
    flags: { 'users-rate-per-s': 5, 'eviction-pressure-transition-period-s': 30 },
    seed: 1,
    workloads: webService('web', 12, 'nginx:1.27'),
    commands: [],
    faults: ['2s full-disk worker-2', '5s crash worker-3'],
    untilSeconds: 240
  },
  beginsSeconds: 75,
  withinSeconds: 200,
  tasks: [
    {
      id: 'room',
      text: 'No node reports pressure on its disk',
      ticks: {
        objects: 'nodes',
        where: [{ path: '{.status.conditions[?(@.type=="DiskPressure")].status}', is: 'True' }],
        atMost: 0
      }
    }
  ],
  goal: {
    text: 'All twelve pods of web are ready in the zones that are left, and users are answered',
    check: {
      all: [
        { object: 'deployments/default/web', where: [{ path: '{.status.readyReplicas}', is: 12 }] },
        { users: { answered: 0.99, over: 15 } }
      ]
    },
    steadySeconds: 15
  },
  hints: [
    {
      holds: {
        objects: 'nodes',
        where: [{ path: '{.status.conditions[?(@.type=="DiskPressure")].status}', is: 'True' }]
      },
      see: 'kubectl describe nodes | grep -A8 Conditions',
      means: 'A kubelet whose disk is short evicts pods one after another, and its node takes no new ones.'
    },
    {
      holds: { log: 'attempting to reclaim.*ephemeral-storage', of: 'kubelet', over: 60 },
      see: 'ssh worker-2 du -sh /var/log; ssh worker-2 journalctl --disk-usage'
    },
    {
      holds: {
        objects: 'pods',
        in: 'default',
        where: [
          { path: '{.spec.nodeName}', is: 'worker-3' },
          { path: '{.metadata.deletionTimestamp}', is: '' }
        ]
      },
      see: 'kubectl get pods -o wide',
      means:
        'Pods of a silent node are evicted when their toleration of 300 s is over, or when somebody deletes them by force.'
    }
  ],
  repair: [
    { line: 'kubectl get nodes' },
    { line: 'ssh worker-2 df -h' },
    { line: 'ssh worker-2 journalctl --vacuum-size=100M' },
    { line: 'kubectl delete pods -l app=web --field-selector spec.nodeName=worker-3 --force --grace-period=0' }
  ]
}
