import { late } from '../../../../base/late'
import type { kindOfDefinition } from '../../../api/structural/definition'
import type { objectTypeOf } from '../../../api/structural/type'
import type { customOf, readCustom } from './body'
import type { accept, cleanUp, terminating } from './definition'

/** What is done with CustomResourceDefinitions and their objects: no cluster begins with any. */
export const extensions = late<{
  readonly accept: typeof accept
  readonly cleanUp: typeof cleanUp
  readonly terminating: typeof terminating
  readonly kindOfDefinition: typeof kindOfDefinition
  readonly objectTypeOf: typeof objectTypeOf
  readonly readCustom: typeof readCustom
  readonly customOf: typeof customOf
}>('custom resources')
