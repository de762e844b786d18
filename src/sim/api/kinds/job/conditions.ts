import type { Job } from '../../types'

export const jobCondition = (job: Job, type: string) => job.status.conditions?.find((one) => one.type === type)

export const hasCondition = (job: Job, type: string): boolean => jobCondition(job, type)?.status === 'True'

/** It is complete or has failed: nothing happens with it any more. Models pkg/apis/batch IsJobFinished. */
export const isFinished = (job: Job): boolean => hasCondition(job, 'Complete') || hasCondition(job, 'Failed')

/** The names of labels and annotations that say whose pod it is. */
export const labels = {
  controllerUid: 'batch.kubernetes.io/controller-uid',
  jobName: 'batch.kubernetes.io/job-name',
  index: 'batch.kubernetes.io/job-completion-index',
  formerControllerUid: 'controller-uid',
  formerJobName: 'job-name'
} as const

/** On a pod: its end is not counted yet. */
export const trackingFinalizer = 'batch.kubernetes.io/job-tracking'
