import { describe, expect, it } from 'vitest'
import { cronjob as kind } from '../../../../api/kinds/cronjob'
import { job as jobKind } from '../../../../api/kinds/job'
import { formatTime } from '../../../../api/timestamp'
import type { CronJob, Job, KubeObject } from '../../../../api/types'
import { ControllerLab } from '../../../../testing/lab'

const template = { spec: { restartPolicy: 'OnFailure', containers: [{ name: 'c', image: 'busybox' }] } }

function started(spec: object = {}): ControllerLab {
  const lab = new ControllerLab().until(5).namespace('default')
  const given = {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'tick', namespace: 'default', uid: 'uid-of-tick', creationTimestamp: formatTime(lab.clock) },
    spec: { schedule: '* * * * *', jobTemplate: { spec: { template } }, ...spec },
    status: {}
  } as KubeObject
  return lab.put('cronjobs', kind.defaults!(given)).run(1)
}

const cron = (lab: ControllerLab) => lab.get<CronJob>('cronjobs', 'tick')
const jobs = (lab: ControllerLab) => lab.list<Job>('jobs').filter(({ metadata }) => !metadata.deletionTimestamp)
const reasons = (lab: ControllerLab) => lab.list<KubeObject & { reason: string }>('events').map(({ reason }) => reason)

/** To just after the next full minute of the machine's clock. */
function minute(lab: ControllerLab): ControllerLab {
  const left = 60e6 - (lab.clock % 60e6)
  return lab.run(left / 1e6 + 1)
}

function finish(lab: ControllerLab, job: Job, type = 'Complete'): void {
  const at = formatTime(lab.clock)
  lab.change<Job>('jobs', job.metadata.name, (its) => ({
    ...jobKind.defaults!(its as KubeObject),
    status: {
      conditions: [{ type, status: 'True' }],
      startTime: at,
      ...(type === 'Complete' && { completionTime: at })
    }
  }))
  lab.run(1)
}

describe('a cron job', () => {
  it('makes a Job at each full minute, named by it, and lists it while it runs', () => {
    const lab = minute(started())
    expect(jobs(lab)).toHaveLength(1)
    const [job] = jobs(lab)
    expect(job!.metadata.name).toMatch(/^tick-\d{8}$/)
    expect(cron(lab).status).toMatchObject({ active: [{ name: job!.metadata.name }] })
    finish(lab, job!)
    expect(cron(lab).status.active).toBeUndefined()
    expect(cron(lab).status.lastSuccessfulTime).toBeDefined()
    minute(lab)
    expect(jobs(lab)).toHaveLength(2)
    expect(reasons(lab)).toEqual(expect.arrayContaining(['SuccessfulCreate', 'SawCompletedJob']))
  })

  it('keeps only so many that are over', () => {
    const lab = started({ successfulJobsHistoryLimit: 1 })
    for (let i = 0; i < 3; i++) {
      minute(lab)
      finish(lab, jobs(lab).at(-1)!)
    }
    expect(jobs(lab)).toHaveLength(1)
  })

  it.each([
    ['Allow', 2],
    ['Forbid', 1],
    ['Replace', 1]
  ])('%s: of two that would run at once %i do', (concurrencyPolicy, count) => {
    const lab = minute(minute(started({ concurrencyPolicy })))
    expect(jobs(lab)).toHaveLength(count)
    if (concurrencyPolicy === 'Forbid') expect(reasons(lab)).toContain('JobAlreadyActive')
  })

  it('does nothing while suspended, and then starts the last run that it missed, unless that is too late', () => {
    for (const [startingDeadlineSeconds, count] of [
      [undefined, 1],
      [10, 0]
    ] as const) {
      const lab = minute(
        minute(started({ suspend: true, ...(startingDeadlineSeconds && { startingDeadlineSeconds }) }))
      )
      expect(jobs(lab)).toEqual([])
      lab.run(20).change<CronJob>('cronjobs', 'tick', (its) => ({ ...its, spec: { ...its.spec, suspend: false } }))
      expect(jobs(lab.run(1))).toHaveLength(count)
    }
  })
})
