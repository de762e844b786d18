import type { ItemEvent } from '../../kernel/chart'

/** What a node's deletion takes. */
export type DeletionEvent = ItemEvent & { readonly chart: 'deletion' } & (
    | { readonly type: 'deletion.begin' | 'node.tainted' | 'machine.deleted' }
    | { readonly type: 'pod.evicted'; readonly pod: string }
    /** An eviction was refused; it is tried again. */
    | { readonly type: 'eviction.refused'; readonly pod: string; readonly error: string }
    | { readonly type: 'deletion.failed'; readonly error: string }
  )
