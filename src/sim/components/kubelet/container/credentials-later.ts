import { late } from '../../../../base/late'
import type * as Credentials from './credentials'

/** Pods that clusters begin with bring no credentials of registries. */
export const credentials = late<typeof Credentials>('credentials of registries')
