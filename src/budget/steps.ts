import type { Micros } from '../base/time'

export const deaths = ['worker', 'master'] as const
export type Death = (typeof deaths)[number]

/** What the time is spent on, in its order. */
export const steps = {
  worker: ['detect', 'decide', 'evict', 'schedule', 'start', 'route'],
  master: ['detect', 'elect', 'route', 'lead']
} as const satisfies Record<Death, readonly string[]>
export type Step = (typeof steps)[Death][number]

/** Microseconds of each step in one run. */
export type Sample = Readonly<Partial<Record<Step, Micros>>>
