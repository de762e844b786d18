import { late } from '../../../base/late'
import type * as Administration from './administration'

/** What people ask of etcd to look after it: nobody does before a run begins. */
export const administration = late<typeof Administration>("etcd's maintenance and membership")
