/** One row of the teaching document's impact tables: what it claims, in its words. */
export interface ImpactRow {
  readonly id: string
  readonly title: string
  readonly document: string
}

const row = (id: string, title: string, document: string): ImpactRow => Object.freeze({ id, title, document })

/** The document's tables by scenario. The probes in `rows.ts` answer to the same ids. */
export const documentRows: Readonly<Record<string, readonly ImpactRow[]>> = {
  'single-master-fails': [
    row('running-pods', 'Running Pods', 'Continue running: existing pods keep serving traffic'),
    row('services', 'Services', 'Still work: load balancing continues (kube-proxy on workers)'),
    row('new-deployments', 'New Deployments', 'Fail: cannot create new pods, no scheduler available'),
    row('scaling', 'Scaling', 'Fails: cannot change replicas, no controller manager'),
    row('pod-restart', 'Pod Restart', 'Fails: a crashed pod is not restarted'),
    row('kubectl', 'kubectl', 'Fails: no API server'),
    row('self-healing', 'Self-Healing', 'Fails: controllers are down'),
    row('cluster-state', 'Cluster State', 'Lost: etcd data still there but inaccessible')
  ],
  'single-worker-fails': [
    row('master', 'Master', 'Healthy: full control plane operational'),
    row('failed-worker-pods', 'Failed Worker Pods', 'Terminated: pods on the crashed worker are gone'),
    row('pod-rescheduling', 'Pod Rescheduling', 'Automatic: replacement pods on healthy workers'),
    row('other-workers', 'Other Workers', 'Unaffected: their pods continue normally'),
    row('services', 'Services', 'Auto-update: endpoints updated, traffic rerouted'),
    row('new-deployments', 'New Deployments', 'Work: new pods on healthy workers'),
    row('scaling', 'Scaling', 'Works normally'),
    row('recovery-time', 'Recovery Time', '~30-60 sec: pods rescheduled within 1 minute')
  ],
  'ha-master-fails': [
    row('cluster-operations', 'Cluster Operations', 'Unaffected: remaining masters handle all requests'),
    row('etcd-quorum', 'etcd Quorum', 'Maintained: 2 of 3 members still available'),
    row('api-requests', 'API Requests', 'Work: the load balancer routes to healthy API servers'),
    row('running-pods', 'Running Pods', 'Unaffected: all workloads continue normally'),
    row('new-deployments', 'New Deployments', 'Work: can create new pods via healthy masters'),
    row('scaling', 'Scaling', 'Works normally'),
    row('kubectl', 'kubectl', 'Works: all commands via healthy masters'),
    row('recovery-time', 'Recovery Time', '~0 seconds: zero downtime'),
    row('manual-intervention', 'Manual Intervention', 'Not urgent: can fix the failed master at a convenient time')
  ],
  'ha-worker-fails': [
    row('failure-detection', 'Failure Detection', 'Faster: multiple masters detect the failure simultaneously'),
    row('decision-making', 'Decision Making', 'Faster: etcd quorum enables quick consensus'),
    row('pod-rescheduling', 'Pod Rescheduling', 'Immediate: multiple schedulers can work in parallel'),
    row('recovery-time', 'Recovery Time', '~20-30 sec: faster than a single master'),
    row('resilience', 'Resilience', 'Higher: can lose 1 worker with minimal impact')
  ]
}
