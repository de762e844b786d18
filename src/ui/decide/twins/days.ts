import {
  containersDown,
  eventBy,
  notRestarted,
  podsBack,
  podsGone,
  readsFail,
  salesLost,
  usersFailFor,
  type Claim
} from './claims'

/** A day that is lived by several clusters: runs by their ids, and what the teaching document says of each. */
export interface Day {
  readonly id: string
  readonly title: string
  readonly clusters: readonly { readonly name: string; readonly link: string }[]
  /** Of each cluster, in the document's words; empty: it says nothing. */
  readonly document: readonly string[]
  /** Why the runs differ from what it says; names the settings that decide. */
  readonly why: string
  /** What it says of the day, held against the runs; its times of a story stand in the runs' milestones. */
  readonly claims?: readonly Claim[]
}

const restarted =
  'A container that exits is started again by its kubelet (restartPolicy Always), which asks no master for that; from its second exit on it waits (back-off).'
const blackFriday: readonly Claim[] = [
  {
    side: 0,
    when: '11:31',
    says: 'kubectl commands stop working',
    measure: readsFail('11:31'),
    why: 'The API server is behind the card that fails: there is nothing to wait for.'
  },
  {
    side: 0,
    when: '11:40',
    says: 'the pod that crashed at 11:35 is not restarted',
    measure: notRestarted('11:35', 'web'),
    why: restarted
  },
  {
    side: 0,
    when: '12:00',
    says: '30 % of the capacity is lost',
    measure: podsGone('12:00', 30),
    why: 'Crashes alone take no capacity away for long. The run has worker-2 lose power at 11:41, which the document has not; a program is asked for more than it can, and killed for memory (request-memory-mib, request-backlog).'
  },
  {
    side: 0,
    when: '13:15',
    says: 'service is normal again, 15 min after the master',
    measure: podsBack('13:00', '13:15'),
    why: 'With the API back the pods of the dead worker still wait for node-monitor-grace-period and tolerationSeconds, as far as they have not run out meanwhile.'
  },
  {
    side: 0,
    when: '13:15',
    says: '1.75 hours of degraded service',
    measure: usersFailFor(6_300),
    why: 'Counted are stretches in which requests fail. Until a worker dies none has a reason to.'
  },
  {
    side: 0,
    when: '13:15',
    says: '$100,000+ of lost sales',
    measure: salesLost(100_000),
    why: '$50,000 an hour are $87,500 in 1.75 h, if not one request were answered; sold is what is answered (revenue-per-request).'
  },
  {
    side: 1,
    when: '11:30:03',
    says: 'the load balancer has found it out, traffic goes to the other two',
    measure: eventBy('lb-backend-down', '', '11:30', '11:30:03'),
    why: 'HAProxy takes a server out after haproxy-fall failed checks, haproxy-inter apart, each of which waits for haproxy-check-timeout.'
  },
  {
    side: 1,
    when: '11:35:30',
    says: 'a new pod is ready on another worker',
    measure: eventBy('container-started', 'web', '11:35', '11:35:30'),
    why: `No new pod is made. ${restarted}`
  },
  {
    side: 1,
    when: '11:35:30',
    says: '0 seconds of disruption',
    measure: usersFailFor(0),
    why: 'What was on its way to worker-2 when it died is lost until a proxy leaves its pods out: node-monitor-grace-period.'
  },
  { side: 1, when: '11:35:30', says: '$0 of lost sales', measure: salesLost(0), why: 'The same requests, in money.' }
]

const decayed = `${restarted} The document counts each crash as lost for good.`
const decay: readonly Claim[] = [
  {
    side: 0,
    when: '10:15',
    says: 'a pod crashes and is not restarted',
    measure: notRestarted('10:15', 'web'),
    why: decayed
  },
  { side: 0, when: '11:00', says: '5 pods are down', measure: containersDown('11:00', 5, 'web'), why: decayed },
  { side: 0, when: '12:00', says: '20 pods are down', measure: containersDown('12:00', 20, 'web'), why: decayed },
  {
    side: 0,
    when: '14:00',
    says: '50 % of services down: 50 of the 100 pods',
    measure: containersDown('14:00', 50, 'web'),
    why: decayed
  }
]

const pair = (id: string): Day['clusters'] => [
  { name: '1 master', link: `${id}-1` },
  { name: '3 masters', link: `${id}-3` }
]

export const days: readonly Day[] = [
  {
    id: 'black-friday',
    title: 'Black Friday',
    clusters: pair('black-friday'),
    document: ['$100,000+', '$0'],
    claims: blackFriday,
    why: 'A container that crashes is restarted by its kubelet, which asks no master: the pod of 11:35 is back by itself. What stays away with one master are the pods of the worker that loses power; those that are left are asked for more than they can, and users who try again (users-retries) ask for still more.'
  },
  {
    id: 'master-fails',
    title: 'A master fails',
    clusters: [
      { name: '1 master', link: 'single-master-fails' },
      { name: '3 masters', link: 'ha-master-fails' }
    ],
    document: ['cluster management down', '0 seconds'],
    why: "Users' requests pass no master in either. With three, the API is away until etcd has elected (etcd-election-timeout) and HAProxy has taken the dead server out (haproxy-fall times haproxy-inter)."
  },
  {
    id: 'worker-fails',
    title: 'A worker fails',
    clusters: [
      { name: '1 master', link: 'single-worker-fails' },
      { name: '3 masters', link: 'ha-worker-fails' }
    ],
    document: ['80 seconds', '35 seconds'],
    why: 'One node controller leads, however many masters there are: it waits node-monitor-grace-period for the lease, then tolerationSeconds before it evicts. More masters make neither shorter.'
  },
  {
    id: 'lost-disk',
    title: 'A disk is lost, and the repair',
    clusters: [
      { name: '1 master, snapshot', link: 'restore-snapshot' },
      { name: '3 masters, one replaced', link: 'replace-member' },
      { name: '3 masters, two lost', link: 'force-new-cluster' },
      { name: '1 master, not bumped', link: 'restore-not-bumped' }
    ],
    document: ['restore from etcd backup', '', '', ''],
    why: 'A snapshot is older than the disk: what was written after it is gone, what was deleted is back, and kubelets follow what the API says. Of three disks one may go without any loss: the others have every write that was acknowledged. With two gone, the third has them, too, but decides nothing until somebody types --force-new-cluster. Restored without --bump-revision, whoever watches from a revision that is still to come hears nothing until it is reached, or until it lists anew; how long pods ran on of which the API knew nothing is counted in the last row.'
  },
  {
    id: 'decay',
    title: 'Four hours without a master',
    clusters: pair('decay'),
    document: ['50 % of services down', ''],
    claims: decay,
    why: 'Each pod that crashes is restarted by its kubelet, with a back-off from its second crash on; no master is asked for that. The document counts each crash as lost for good.'
  }
]

export const dayOf = (id: string): Day => days.find((day) => day.id === id) ?? days[0]!
