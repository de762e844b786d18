import { equal } from '../../../../api/equality'
import type { Namespace } from '../../../../api/types'
import type { Remaining } from './content'

type Condition = NonNullable<NonNullable<Namespace['status']>['conditions']>[number]

const told = (counts: ReadonlyMap<string, number>, word: (key: string, n: number) => string): string =>
  [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, n]) => word(key, n))
    .join(', ')

/**
 * The namespace's status with the five conditions of its deletion; undefined if it says so already.
 * Models pkg/controller/namespace/deletion/status_condition_utils.go.
 */
export function withConditions(
  { status }: Namespace,
  { resources, finalizers }: Remaining,
  failure: string | undefined,
  now: string
): Namespace['status'] | undefined {
  const wanted = [
    ['NamespaceDeletionDiscoveryFailure', 'False', 'ResourcesDiscovered', 'All resources successfully discovered'],
    [
      'NamespaceDeletionGroupVersionParsingFailure',
      'False',
      'ParsedGroupVersions',
      'All legacy kube types successfully parsed'
    ],
    failure === undefined
      ? [
          'NamespaceDeletionContentFailure',
          'False',
          'ContentDeleted',
          'All content successfully deleted, may be waiting on finalization'
        ]
      : ['NamespaceDeletionContentFailure', 'True', 'ContentDeletionFailed', failure],
    resources.size === 0
      ? ['NamespaceContentRemaining', 'False', 'ContentRemoved', 'All content successfully removed']
      : [
          'NamespaceContentRemaining',
          'True',
          'SomeResourcesRemain',
          `Some resources are remaining: ${told(resources, (key, n) => `${key} has ${n} resource instances`)}`
        ],
    finalizers.size === 0
      ? [
          'NamespaceFinalizersRemaining',
          'False',
          'ContentHasNoFinalizers',
          'All content-preserving finalizers finished'
        ]
      : [
          'NamespaceFinalizersRemaining',
          'True',
          'SomeFinalizersRemain',
          `Some content in the namespace has finalizers remaining: ${told(finalizers, (key, n) => `${key} in ${n} resource instances`)}`
        ]
  ] as const
  const before = status?.conditions ?? []
  const conditions = wanted.map(([type, value, reason, message]): Condition => {
    const old = before.find((condition) => condition.type === type)
    const lastTransitionTime = old?.status === value ? (old.lastTransitionTime ?? now) : now
    if (old?.status === value && old.reason === reason && old.message === message) return old
    return { type, status: value, lastTransitionTime, reason, message }
  })
  return equal(before, conditions) ? undefined : { ...status, conditions }
}
