import type { Problems } from '../kinds/problems'
import { isFields } from './schema'

interface Paths {
  readonly specReplicasPath: string
  readonly statusReplicasPath: string
  readonly labelSelectorPath?: string
}

/** What stands where a definition says that the numbers of its scale are. Models apiextensions customresource/validator.go ValidateScaleSpec and ValidateScaleStatus. */
export function validateScale(object: object, paths: Paths, problems: Problems): void {
  const { specReplicasPath, statusReplicasPath, labelSelectorPath } = paths
  for (const path of [specReplicasPath, statusReplicasPath]) {
    const found = at(object, path)
    if ('wrong' in found) problems.invalid(path, 0, found.wrong)
    else if (found.value !== undefined && !Number.isInteger(found.value))
      problems.invalid(path, 0, accessorError(path, found.value, 'int64'))
    else if (Number(found.value ?? 0) < 0) problems.invalid(path, found.value, 'should be a non-negative integer')
    else if (Number(found.value ?? 0) > 2 ** 31 - 1)
      problems.invalid(path, found.value, 'should be less than or equal to 2147483647')
    if (path !== specReplicasPath || !labelSelectorPath) continue
    const selector = at(object, labelSelectorPath)
    if ('wrong' in selector) problems.invalid(labelSelectorPath, '', selector.wrong)
    else if (selector.value !== undefined && typeof selector.value !== 'string')
      problems.invalid(labelSelectorPath, '', accessorError(labelSelectorPath, selector.value, 'string'))
  }
}

/** Models unstructured.NestedFieldNoCopy. */
function at(object: object, path: string): { readonly value: unknown } | { readonly wrong: string } {
  let value: unknown = object
  const steps = path.split('.').filter((step) => step !== '')
  for (const [i, step] of steps.entries()) {
    if (value === undefined || value === null) return { value: undefined }
    if (!isFields(value))
      return { wrong: accessorError(`.${steps.slice(0, i).join('.')}`, value, 'map[string]interface {}') }
    value = value[step]
  }
  return { value: value ?? undefined }
}

const accessorError = (path: string, value: unknown, expected: string): string =>
  `${path} accessor error: ${typeof value === 'object' ? JSON.stringify(value) : String(value)} is of the type ${goTypeOf(value)}, expected ${expected}`

function goTypeOf(value: unknown): string {
  if (Array.isArray(value)) return '[]interface {}'
  if (typeof value === 'object') return 'map[string]interface {}'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64'
  return typeof value === 'boolean' ? 'bool' : 'string'
}
