import { equal } from '../equality'
import { part } from './parts'
import type { Problems } from './problems'

/** Models apimachinery/pkg/api/validation ValidateImmutableField. @param path `spec.selector` */
export function validateImmutable(object: object, old: object, path: string, problems: Problems): void {
  const [now, before] = [at(object, path), at(old, path)]
  if (!equal(now, before)) problems.immutable(path, now ?? null)
}

/** A value by its path, such as `spec.selector`. */
export const at = (object: object, path: string): unknown =>
  path.split('.').reduce<unknown>((value, name) => part(value)?.[name], object)
