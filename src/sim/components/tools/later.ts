import { late } from '../../../base/late'
import type * as Curl from './curl'
import type * as Etcdctl from './etcdctl'

/** What people run on a machine: nobody does before a run begins. */
export const tools = late<typeof Curl & typeof Etcdctl>('etcdctl and curl')
