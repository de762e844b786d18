import type { KubeObject, Namespace } from '../../types'
import type { KindCode } from '../kind'
import { qualifiedNameProblems } from '../names'
import type { Problems } from '../problems'
import { columns } from './columns'

/** The label with a namespace's name is always right. Models SetDefaults_Namespace and the namespace's strategy. */
function defaults(object: KubeObject): KubeObject {
  const { metadata, spec, status } = object as Namespace
  const finalizers = spec?.finalizers ?? []
  return {
    ...object,
    metadata: metadata.name
      ? { ...metadata, labels: { ...metadata.labels, 'kubernetes.io/metadata.name': metadata.name } }
      : metadata,
    spec: {
      ...spec,
      finalizers:
        finalizers.includes('kubernetes') || metadata.deletionTimestamp ? finalizers : ['kubernetes', ...finalizers]
    },
    status: { phase: 'Active', ...(status as object) }
  }
}

/** Models pkg/apis/core/validation ValidateNamespace. */
function validate(object: KubeObject, problems: Problems): void {
  for (const finalizer of (object as Namespace).spec?.finalizers ?? []) {
    for (const text of qualifiedNameProblems(finalizer)) problems.invalid('spec.finalizers', finalizer, text)
    if (!finalizer.includes('/') && finalizer !== 'kubernetes')
      problems.invalid(
        'spec.finalizers',
        finalizer,
        'name is neither a standard finalizer name nor is it fully qualified'
      )
  }
}

export const namespace: KindCode = { columns, defaults, validate, name: 'label' }
