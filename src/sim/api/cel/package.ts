import type { Environment, parse } from '@marcbachmann/cel-js'
import { late } from '../../../base/late'

/** The parser of the Common Expression Language: no cluster begins with rules or policies. */
export const cel = late<{ readonly parse: typeof parse; readonly Environment: typeof Environment }>(
  'the Common Expression Language'
)
