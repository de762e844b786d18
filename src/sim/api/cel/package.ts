import type { Environment, parse } from '@marcbachmann/cel-js'
import { late } from '../../../base/late'

/** The Common Expression Language with Kubernetes' functions: no cluster begins with rules or policies. */
export const cel = late<{ readonly parse: typeof parse; readonly kubernetesEnvironment: () => Environment }>(
  'the Common Expression Language'
)
