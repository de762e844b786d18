/** A day that is lived by several clusters: runs by their ids, and what the teaching document says of each. */
export interface Day {
  readonly id: string
  readonly title: string
  readonly clusters: readonly { readonly name: string; readonly link: string }[]
  /** Of each cluster, in the document's words; empty: it says nothing. */
  readonly document: readonly string[]
  /** Why the runs differ from what it says; names the settings that decide. */
  readonly why: string
}

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
    why: 'Each pod that crashes is restarted by its kubelet, with a back-off from its second crash on; no master is asked for that. The document counts each crash as lost for good.'
  }
]

export const dayOf = (id: string): Day => days.find((day) => day.id === id) ?? days[0]!
