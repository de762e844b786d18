import { Prng } from '../../../../../base/prng'
import type { KubeObject } from '../../../../api/types'
import type { ApiServer } from '../../context'
import { uuid as uid } from '../../../../api/uuid'
import type { Admission } from '../admission'
import type { Outcome } from './answer'
import type { Hook } from './config'
import { hasHooks } from './config'
import type { Invocation } from './match'
import { reviewOf } from './review'

/**
 * A write that webhooks are asked about is planned anew with each answer, from the same object and with the same random numbers, until
 * no question is open: so that plans stay plain functions of what is known.
 */
export interface Hearing {
  /** Of the random numbers of its planning. */
  readonly seed: number
  /** Which try of the write it is for: another one asks again. */
  readonly tries: number
  /** The object as it was when the first question was asked. */
  readonly old?: KubeObject | null
  /** What came of the questions so far, in their order. */
  readonly outcomes: readonly Outcome[]
  /** How many of them this planning has used. */
  used: number
  /** What webhooks had to say besides. */
  readonly warnings: string[]
}

/** A question to a webhook, with what it is asked. */
export interface Question {
  readonly hook: Hook
  readonly review: object
}

/** Thrown where a plan cannot go on without answers. */
export class Unanswered {
  constructor(readonly questions: readonly Question[]) {}
}

/** Begins anew with what was heard; undefined: there is nobody to ask. */
export function hearingOf(server: ApiServer, given: Hearing | undefined, tries: number): Hearing | undefined {
  if (given?.tries === tries) return { ...given, used: 0, warnings: [] }
  return hasHooks(server) ? { seed: server.rng.next32(), tries, outcomes: [], used: 0, warnings: [] } : undefined
}

/** The server with the random numbers of a hearing. */
export const inHearing = (server: ApiServer, { seed }: Hearing): ApiServer => ({ ...server, rng: Prng.fromSeed(seed) })

/** A question and, if it was asked already, what came of it. */
export interface Asked {
  readonly question: Question
  readonly uid: string
  readonly outcome: Outcome | undefined
}

export function ask(admission: Admission, hook: Hook, invocation: Invocation): Asked {
  const hearing = admission.request.hearing!
  const id = uid(admission.server.rng)
  return {
    question: { hook, review: reviewOf(admission, invocation, id) },
    uid: id,
    outcome: hearing.outcomes[hearing.used++]
  }
}
