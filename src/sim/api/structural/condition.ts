import type { CustomResourceDefinition as Published } from 'kubernetes-types/apiextensions/v1'
import type { KubeObject } from '../types'

export type Definition = KubeObject & Pick<Published, 'spec' | 'status'>

export const conditionOf = ({ status }: Definition, type: string) =>
  status?.conditions?.find((condition) => condition.type === type)
export const isTrue = (definition: Definition, type: string): boolean =>
  conditionOf(definition, type)?.status === 'True'
