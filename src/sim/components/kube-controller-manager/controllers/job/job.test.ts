import { describe, expect, it } from 'vitest'
import type { Job, KubeObject, Pod } from '../../../../api/types'
import { job as kind } from '../../../../api/kinds/job'
import { ControllerLab } from '../../../../testing/lab'
import { formatTime } from '../../../../api/timestamp'
import { formatIndexes, parseIndexes } from './indexes'

function started(spec: object = {}): ControllerLab {
  const given = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'work', namespace: 'default', uid: 'uid-of-work' },
    spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox' }] } }, ...spec },
    status: {}
  } as KubeObject
  return new ControllerLab()
    .until(5)
    .namespace('default')
    .put('jobs', kind.prepare!(kind.defaults!(given), null))
    .run(1)
}

const jobOf = (lab: ControllerLab) => lab.get<Job>('jobs', 'work')
const pods = (lab: ControllerLab) =>
  lab.list<Pod>('pods').filter(({ status }) => !status?.phase || status.phase === 'Running')
const conditions = (lab: ControllerLab) =>
  (jobOf(lab).status.conditions ?? []).map(({ type, reason }) => `${type} ${reason}`)
const reasons = (lab: ControllerLab) => lab.list<KubeObject & { reason: string }>('events').map(({ reason }) => reason)

/** The pod's container ends with an exit code. */
function end(lab: ControllerLab, pod: Pod, exitCode = 0, more: object = {}): ControllerLab {
  const finishedAt = formatTime(lab.clock)
  return lab.change<Pod>('pods', pod.metadata.name, (its) => ({
    ...its,
    status: {
      ...its.status,
      phase: exitCode === 0 ? 'Succeeded' : 'Failed',
      containerStatuses: [
        {
          name: 'c',
          ready: false,
          restartCount: 0,
          image: '',
          imageID: '',
          state: { terminated: { exitCode, finishedAt } }
        }
      ],
      ...more
    }
  }))
}

describe('a job', () => {
  it('runs a pod, and is complete when that has been counted', () => {
    const lab = started()
    const [pod] = pods(lab)
    expect(pod!.metadata.finalizers).toEqual(['batch.kubernetes.io/job-tracking'])
    expect(jobOf(lab).status).toMatchObject({ active: 1, ready: 0, terminating: 0, uncountedTerminatedPods: {} })
    end(lab, pod!).run(2)
    expect(jobOf(lab).status).toMatchObject({ succeeded: 1, ready: 0, uncountedTerminatedPods: {} })
    expect(jobOf(lab).status.active).toBeUndefined()
    expect(conditions(lab)).toEqual(['SuccessCriteriaMet CompletionsReached', 'Complete CompletionsReached'])
    expect(lab.get<Pod>('pods', pod!.metadata.name).metadata.finalizers ?? []).toEqual([])
    expect(reasons(lab)).toEqual(expect.arrayContaining(['SuccessfulCreate', 'Completed']))
  })

  it('tries again 10, 20 … s after a failure, until its limit', () => {
    const lab = started({ backoffLimit: 2 })
    for (const wait of [10, 20]) {
      end(lab, pods(lab)[0]!, 1).run(wait - 1)
      expect(pods(lab)).toEqual([])
      lab.run(3)
      expect(pods(lab)).toHaveLength(1)
    }
    end(lab, pods(lab)[0]!, 1).run(2)
    expect(conditions(lab)).toEqual(['FailureTarget BackoffLimitExceeded', 'Failed BackoffLimitExceeded'])
    expect(jobOf(lab).status.failed).toBe(3)
  })

  it('gives each pod an index, and never the same to two at once', () => {
    const lab = started({ completions: 3, parallelism: 2, completionMode: 'Indexed' })
    const index = ({ metadata }: Pod) => metadata.annotations?.['batch.kubernetes.io/job-completion-index']
    expect(pods(lab).map(index).sort()).toEqual(['0', '1'])
    end(
      lab,
      pods(lab).find((pod) => index(pod) === '1')!
    ).run(2)
    expect(pods(lab).map(index).sort()).toEqual(['0', '2'])
    expect(jobOf(lab).status).toMatchObject({ succeeded: 1, completedIndexes: '1' })
    for (const pod of pods(lab)) end(lab, pod)
    lab.run(2)
    expect(jobOf(lab).status).toMatchObject({ succeeded: 3, completedIndexes: '0-2' })
    expect(conditions(lab).at(-1)).toBe('Complete CompletionsReached')
  })

  it('ends after its deadline, once its pods are gone', () => {
    const lab = started({ activeDeadlineSeconds: 10 }).run(12)
    expect(conditions(lab)).toEqual(['FailureTarget DeadlineExceeded'])
    lab.remove('pods', 'default', lab.list<Pod>('pods')[0]!.metadata.name).run(2)
    expect(conditions(lab)).toEqual(['FailureTarget DeadlineExceeded', 'Failed DeadlineExceeded'])
  })

  it('lets go of its pods while it is suspended, and counts none of them', () => {
    const lab = started({ parallelism: 2 })
    const suspend = (value: boolean) =>
      lab.change<Job>('jobs', 'work', (job) => ({ ...job, spec: { ...job.spec, suspend: value } })).run(1)
    suspend(true)
    for (const { metadata } of lab.list<Pod>('pods')) {
      expect(metadata.finalizers ?? []).toEqual([])
      lab.remove('pods', 'default', metadata.name)
    }
    lab.run(2)
    expect(jobOf(lab).status.startTime).toBeUndefined()
    expect(conditions(lab)).toEqual(['Suspended JobSuspended'])
    suspend(false)
    expect(pods(lab)).toHaveLength(2)
    expect(jobOf(lab).status.failed).toBeUndefined()
    expect(reasons(lab)).toEqual(expect.arrayContaining(['Suspended', 'Resumed']))
  })

  it.each([
    ['FailJob', ['FailureTarget PodFailurePolicy', 'Failed PodFailurePolicy'], undefined],
    ['Ignore', [], undefined],
    ['Count', [], 1]
  ])('obeys a rule that says %s', (action, expected, failed) => {
    const podFailurePolicy = { rules: [{ action, onExitCodes: { operator: 'In', values: [42] } }] }
    const lab = started({ podFailurePolicy, backoffLimit: 3 })
    end(lab, pods(lab)[0]!, 42).run(2)
    expect(conditions(lab)).toEqual(expected)
    if (expected.length === 0) expect(jobOf(lab).status.failed).toBe(failed)
  })

  it('is deleted some time after its end, if it says so', () => {
    const lab = started({ ttlSecondsAfterFinished: 5 })
    end(lab, pods(lab)[0]!).run(4)
    expect(jobOf(lab).metadata.deletionTimestamp).toBeUndefined()
    lab.run(5)
    expect(jobOf(lab)?.metadata.deletionTimestamp ?? 'gone').not.toBe(undefined)
  })

  it('has its pods untracked when it is gone', () => {
    const lab = started()
    const { name } = pods(lab)[0]!.metadata
    lab.remove('jobs', 'default', 'work').run(1)
    expect(lab.get<Pod>('pods', name)?.metadata.finalizers ?? []).toEqual([])
  })

  it('leaves alone what another controller manages', () => {
    expect(pods(started({ managedBy: 'example.com/queue' }))).toEqual([])
  })
})

it('reads and writes intervals of indexes', () => {
  for (const text of ['', '0', '0,1', '0-2', '0-2,4,6-9']) expect(formatIndexes(parseIndexes(text, 10))).toBe(text)
  expect(formatIndexes(parseIndexes('1-99,x', 4))).toBe('1-3')
})
