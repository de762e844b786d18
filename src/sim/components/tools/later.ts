import { late } from '../../../base/late'
import type * as Curl from './curl'
import type * as CurlAnswers from './curl-answers'
import type * as CurlApi from './curl-api'
import type * as Etcdctl from './etcdctl'
import type * as Answers from './etcdctl-answers'
import type * as Check from './etcdctl-check'
import type * as Sessions from './etcdctl-session'

/** What people run on a machine: nobody does before a run begins. */
export const tools = late<
  typeof Curl & typeof CurlAnswers & typeof CurlApi & typeof Etcdctl & typeof Answers & typeof Check & typeof Sessions
>('etcdctl and curl')
