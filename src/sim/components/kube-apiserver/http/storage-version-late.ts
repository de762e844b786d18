import { late } from '../../../../base/late'
import type { storageVersionHash } from './storage-version'

/** For who asks what is served. */
export const storageVersions = late<typeof storageVersionHash>('hashes of stored versions')
