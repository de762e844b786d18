import type { KubeObject, Namespace } from '../../types'
import type { KindCode } from '../kind'
import { qualifiedNameProblems } from '../names'
import type { Problems } from '../problems'
import { columns } from './columns'

/** The label with a namespace's name is always right. Models SetDefaults_Namespace and the namespace's strategy. */
function defaults(object: KubeObject): KubeObject {
  const { metadata, status } = object as Namespace
  // One that is yet to get its name gets the label when it has it.
  const named = metadata.name && (!metadata.generateName || metadata.labels?.[nameLabel])
  return {
    ...object,
    ...(named && { metadata: { ...metadata, labels: { ...metadata.labels, [nameLabel]: metadata.name } } }),
    status: { phase: 'Active', ...(status as object) }
  }
}

const nameLabel = 'kubernetes.io/metadata.name'

/** Models namespaceStrategy.PrepareForCreate, Canonicalize and PrepareForUpdate: finalizers are changed by `finalize` alone. */
function prepare(object: KubeObject, old: KubeObject | null): KubeObject {
  const { spec, metadata } = object as Namespace
  if (old) return { ...object, spec: { ...spec, finalizers: (old as Namespace).spec?.finalizers ?? [] } }
  const finalizers = spec?.finalizers ?? []
  return {
    ...object,
    metadata: { ...metadata, labels: { ...metadata.labels, [nameLabel]: metadata.name } },
    spec: { ...spec, finalizers: finalizers.includes('kubernetes') ? finalizers : [...finalizers, 'kubernetes'] }
  }
}

/** Models pkg/apis/core/validation ValidateNamespace and ValidateNamespaceFinalizeUpdate, which tell the place differently. */
const validateFinalizers = (object: KubeObject, at: (i: number) => string, problems: Problems): void =>
  (object as Namespace).spec?.finalizers?.forEach((finalizer, i) => {
    for (const text of qualifiedNameProblems(finalizer)) problems.invalid(at(i), finalizer, text)
    if (!finalizer.includes('/') && finalizer !== 'kubernetes')
      problems.invalid(at(i), finalizer, 'name is neither a standard finalizer name nor is it fully qualified')
  })

export const namespace: KindCode = {
  columns,
  defaults,
  prepare,
  validateNew: (object, problems) => validateFinalizers(object, () => 'spec.finalizers', problems),
  // What is there was looked at when it was made.
  validate: () => undefined,
  name: 'label',
  parts: {
    finalize: {
      narrow: (object) => object,
      validateUpdate: (object, _old, problems) => validateFinalizers(object, (i) => `spec.finalizers[${i}]`, problems)
    }
  }
}
