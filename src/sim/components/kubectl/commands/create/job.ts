import type { Fields } from '../../../../api/patch/json'
import type { CronJob } from '../../../../api/types'
import { text } from '../../session'
import { failure } from '../../script/failure'
import { fetched } from '../../script/effects'
import { goType } from '../../script/go-type'
import { ownNamespace } from '../../script/options'
import type { Script, Shell } from '../../script/script'
import { callOf, namedTargets } from '../../script/targets'
import { metadataOf, type Generator } from './generator'

const containers = (shell: Shell, name: string, image: string) => [
  { name, image, ...(shell.rest.length > 0 && { command: shell.rest }), resources: {} }
]

export const job: Generator = {
  name: 'job',
  resource: 'jobs',
  namespaced: true,
  failed: 'failed to create job: ',
  make: (shell, name) => {
    const [image, from] = [text(shell.flags, 'image'), text(shell.flags, 'from')]
    if ((image === '') === (from === '')) throw failure('either --image or --from must be specified')
    if (from !== '') {
      if (shell.rest.length > 0) throw failure('cannot specify --from and command')
      return jobFrom(shell, name, from)
    }
    return {
      kind: 'Job',
      apiVersion: 'batch/v1',
      metadata: metadataOf(shell, name),
      spec: {
        template: {
          metadata: {},
          spec: { containers: containers(shell, name, image), restartPolicy: 'Never' }
        }
      },
      status: {}
    }
  }
}

/** Models create_job.go createJobFromCronJob. */
function* jobFrom(shell: Shell, name: string, from: string): Script<Fields> {
  const targets = yield* namedTargets(shell, [from])
  if (targets.length !== 1) throw failure('from must be an existing cronjob')
  const found = yield* fetched(shell, { verb: 'get', ...callOf(targets[0]!) })
  if (found.kind !== 'CronJob') throw failure(`unknown object type *${goType(found.apiVersion, found.kind)}`)
  const { metadata, spec } = found as CronJob
  const { jobTemplate } = spec
  const namespace = ownNamespace(shell)
  return {
    kind: 'Job',
    apiVersion: 'batch/v1',
    metadata: {
      name,
      ...(namespace !== '' && { namespace }),
      ...(jobTemplate.metadata?.labels && { labels: jobTemplate.metadata.labels }),
      annotations: { 'cronjob.kubernetes.io/instantiate': 'manual', ...jobTemplate.metadata?.annotations },
      ownerReferences: [
        { apiVersion: 'batch/v1', kind: 'CronJob', name: metadata.name, uid: metadata.uid, controller: true }
      ]
    },
    spec: jobTemplate.spec ?? {},
    status: {}
  }
}

export const cronjob: Generator = {
  name: 'cronjob',
  resource: 'cronjobs',
  namespaced: true,
  failed: 'failed to create cronjob: ',
  make: (shell, name) => ({
    kind: 'CronJob',
    apiVersion: 'batch/v1',
    metadata: metadataOf(shell, name),
    spec: {
      schedule: text(shell.flags, 'schedule'),
      jobTemplate: {
        metadata: { name },
        spec: {
          template: {
            metadata: {},
            spec: {
              containers: containers(shell, name, text(shell.flags, 'image')),
              restartPolicy: text(shell.flags, 'restart') || 'OnFailure'
            }
          }
        }
      }
    },
    status: {}
  })
}
