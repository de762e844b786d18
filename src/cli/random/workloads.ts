import { claim, kind, labels, pick } from './kind'
import { podSpec, selector, template } from './pods'

/** What has pods. */
export const workloads = [
  kind('v1', 'Pod', (name, rng) => ({
    metadata: { labels: labels(name) },
    spec: podSpec(rng, name, {
      restartPolicy: pick(rng, ['Always', 'OnFailure', 'Never']),
      ...(rng.below(3) === 0 && { activeDeadlineSeconds: 30 }),
      ...(rng.below(4) === 0 && {
        volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'any-persistentvolumeclaim' } }]
      }),
      ...(rng.below(6) === 0 && {
        resourceClaims: [{ name: 'gpu', resourceClaimTemplateName: 'any-resourceclaimtemplate' }]
      })
    })
  })),
  kind('v1', 'PodTemplate', (name, rng) => ({ template: template(name, rng) })),
  kind('v1', 'ReplicationController', (name, rng) => ({
    spec: { replicas: 2, selector: labels(name), template: template(name, rng) }
  })),
  kind('apps/v1', 'DaemonSet', (name, rng) => ({
    spec: {
      selector: selector(name),
      template: template(name, rng),
      updateStrategy: pick(rng, [
        { type: 'OnDelete' },
        { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '50%' } }
      ])
    }
  })),
  kind('apps/v1', 'Deployment', (name, rng) => ({
    spec: {
      replicas: 1 + rng.below(5),
      selector: selector(name),
      template: template(name, rng),
      strategy: pick(rng, [{ type: 'Recreate' }, { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }]),
      minReadySeconds: rng.below(5),
      progressDeadlineSeconds: 60
    }
  })),
  kind('apps/v1', 'ReplicaSet', (name, rng) => ({
    spec: { replicas: 2, selector: selector(name), template: template(name, rng) }
  })),
  kind('apps/v1', 'StatefulSet', (name, rng) => ({
    spec: {
      serviceName: name,
      replicas: 1 + rng.below(3),
      selector: selector(name),
      template: template(name, rng),
      podManagementPolicy: pick(rng, ['OrderedReady', 'Parallel']),
      ...(rng.below(2) === 0 && { volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: claim }] }),
      persistentVolumeClaimRetentionPolicy: { whenDeleted: pick(rng, ['Retain', 'Delete']), whenScaled: 'Delete' }
    }
  })),
  kind('batch/v1', 'CronJob', (name, rng) => ({
    spec: {
      schedule: '* * * * *',
      concurrencyPolicy: pick(rng, ['Allow', 'Forbid', 'Replace']),
      suspend: rng.below(4) === 0,
      jobTemplate: { spec: { backoffLimit: 1, template: template(name, rng, { restartPolicy: 'Never' }) } }
    }
  })),
  kind('batch/v1', 'Job', (name, rng) => ({
    spec: {
      completions: 3,
      parallelism: 1 + rng.below(3),
      completionMode: pick(rng, ['NonIndexed', 'Indexed']),
      backoffLimit: rng.below(4),
      ...(rng.below(3) === 0 && { ttlSecondsAfterFinished: 20 }),
      ...(rng.below(3) === 0 && { activeDeadlineSeconds: 60 }),
      ...(rng.below(3) === 0 && { podReplacementPolicy: 'Failed' }),
      template: template(name, rng, { restartPolicy: pick(rng, ['Never', 'OnFailure']) })
    }
  }))
]
