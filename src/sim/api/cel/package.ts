import type { Environment, parse } from '@marcbachmann/cel-js'
import { late } from '../../../base/late'
import type { Declared } from './typing'

/** The Common Expression Language with Kubernetes' functions: no cluster begins with rules or policies. */
export const cel = late<{
  readonly parse: typeof parse
  readonly kubernetesEnvironment: () => Environment
  /** See typing.ts. */
  readonly typeProblems: (expression: string, declared: Declared) => string
}>('the Common Expression Language')
