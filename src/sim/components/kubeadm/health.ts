import { seconds } from '../../../base/time'
import type { Job, Node } from '../../api/types'
import type { Call } from '../../client-go/transport'
import { controlPlaneKinds, manifestDir } from '../../kubeadm/manifests'
import { factsOf } from '../../releases'
import { api, sleep, type Script, type Shell } from './script'
import { bodyOf, errorOf, isGood, listed } from './api'
import { option } from './line'
import type { Found } from './preflight'

const label = 'node-role.kubernetes.io/control-plane'

/** Whether the cluster is well enough to be upgraded. Models cmd/kubeadm/app/phases/upgrade/health.go CheckClusterHealth. */
export function* clusterHealth(shell: Shell): Script<readonly Found[]> {
  shell.print('[upgrade] Running cluster health checks\n')
  const ignored = (option(shell.argv, '--ignore-preflight-errors') ?? '').toLowerCase()
  const found: Found[] = []
  if (!/createjob|all/.test(ignored)) {
    const error = yield* runsJob(shell)
    if (error !== '') found.push({ check: 'CreateJob', error })
  }
  const nodes = yield* listed<Node>(shell, { verb: 'list', resource: 'nodes' })
  const notReady = nodes
    .filter(({ metadata }) => metadata.labels?.[label] !== undefined)
    .filter(({ status }) => status?.conditions?.find(({ type }) => type === 'Ready')?.status !== 'True')
    .map(({ metadata }) => metadata.name)
  if (notReady.length > 0)
    found.push({
      check: 'ControlPlaneNodesReady',
      error: `there are NotReady control-planes in the cluster: [${notReady.join(' ')}]`
    })
  const missing = controlPlaneKinds
    .map((kind) => `${manifestDir}/${kind}.yaml`)
    .filter((path) => shell.session.files[path] === undefined)
  if (missing.length > 0)
    found.push({ check: 'StaticPodManifest', error: `missing manifest files: [${missing.join(' ')}]` })
  return found
}

/** Models health.go createJob: a Job must end within 15 s. */
const jobPatience = seconds(15)

function* runsJob(shell: Shell): Script<string> {
  const letters = 'bcdfghjklmnpqrstvwxz2456789'
  const suffix = Array.from({ length: 5 }, () => letters[Math.floor(shell.random() * letters.length)]).join('')
  const name = `upgrade-health-check-${suffix}`
  const at = { resource: 'jobs', namespace: 'kube-system', name }
  const job = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace: 'kube-system' },
    spec: {
      backoffLimit: 0,
      activeDeadlineSeconds: jobPatience / 1e6,
      ttlSecondsAfterFinished: 2,
      template: {
        spec: {
          restartPolicy: 'Never',
          securityContext: { runAsUser: 999, runAsGroup: 999, runAsNonRoot: true },
          tolerations: [{ key: label, effect: 'NoSchedule' }],
          containers: [{ name, image: `registry.k8s.io/pause:${factsOf(shell.config).pause}`, args: ['-v'] }]
        }
      }
    }
  }
  const made = yield* api({ verb: 'create', resource: 'jobs', namespace: 'kube-system', body: job } as Call)
  if (!isGood(made))
    return `could not create Job "${name}" in the namespace "kube-system": ${errorOf(shell, made, '/apis/batch/v1/namespaces/kube-system/jobs')}`
  const until = shell.now + jobPatience
  let why = 'no condition of type Complete'
  while (shell.now < until) {
    yield* sleep(seconds(1), 'kubernetes-api-call-retry-interval')
    const answer = yield* api({ verb: 'get', ...at } as Call)
    if (!isGood(answer)) continue
    const { status } = bodyOf<Job>(answer)
    if (status?.conditions?.some(({ type, status: value }) => type === 'Complete' && value === 'True')) return ''
    why = 'no condition of type Complete'
  }
  return `Job "${name}" in the namespace "kube-system" did not complete in 15s: ${why}`
}
