import type { TableColumns } from '../table-columns'
import type { Schema } from './schema'

/** What is known of a kind that a CustomResourceDefinition makes, beside its row of the scheme. */
export interface CustomKind {
  readonly definition: string
  /** Fields that may be selected by, such as `spec.mode`. */
  readonly selectable: readonly string[]
  /** By `group/version`. */
  readonly schemas: Readonly<Record<string, Schema>>
  /** Columns of each version, and what clients of one that goes are told; by `group/version`. */
  readonly tables: Readonly<Record<string, TableColumns>>
  readonly deprecations: Readonly<Record<string, string>>
  readonly scale?: {
    readonly specReplicasPath: string
    readonly statusReplicasPath: string
    readonly labelSelectorPath?: string
  }
}
