import { late } from '../../../base/late'
import type { settingsIn } from './config-file'

/** What reads a configuration that somebody has changed: nobody has before a run begins. */
export const changedConfig = late<typeof settingsIn>('configurations of kube-proxy that people have changed')
