import { stringify } from 'yaml'
import type { World } from '../kernel/world'
import { storedKeys, storedValue } from './truth'

/** The keys in etcd at an instant, and one of them as YAML. */
export function objectsAt(world: World, key?: string): { keys: { key: string; revision: number }[]; yaml: string } {
  const value = key === undefined ? undefined : storedValue(world, key)
  return {
    keys: storedKeys(world),
    yaml: value === undefined ? '' : stringify(value, { aliasDuplicateObjects: false })
  }
}
