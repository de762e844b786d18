import { storedKinds } from '../../api/scheme'
import type { World } from '../../kernel/world'
import { storedKeys } from '../truth'
import { resourceOf } from './target'

/** Something that can be selected, as a search finds it. */
export interface NameView {
  readonly target: string
  /** `web-7d4b9c-x2x1z`, `master-1/etcd` */
  readonly name: string
  /** `Pod in default`, `process`, `machine` */
  readonly what: string
}

/** Everything at an instant whose name (or kind) holds each word of a text; those that begin with it first. */
export function namesAt(world: World, text: string, count: number): { found: NameView[]; total: number } {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const found: { view: NameView; rank: number }[] = []
  const offer = (view: NameView) => {
    const name = view.name.toLowerCase()
    const whole = `${name} ${view.what.toLowerCase()} ${view.target.toLowerCase()}`
    if (!words.every((word) => whole.includes(word))) return
    const [first = ''] = words
    found.push({ view, rank: name === first ? 0 : name.startsWith(first) ? 1 : name.includes(first) ? 2 : 3 })
  }
  for (const { id } of world.machines) offer({ target: id, name: id, what: 'machine' })
  for (const { id, kind } of world.processes) offer({ target: id, name: id, what: `process ${kind}` })
  for (const { key } of storedKeys(world)) {
    const view = objectName(key)
    if (view) offer(view)
  }
  found.sort((a, b) => a.rank - b.rank || (a.view.name < b.view.name ? -1 : a.view.name > b.view.name ? 1 : 0))
  return { found: found.slice(0, count).map(({ view }) => view), total: found.length }
}

/** `/registry/pods/default/web-1` as what can be selected; null for keys that are no objects. */
export function objectName(etcdKey: string): NameView | null {
  const resource = resourceOf(etcdKey, (plural) => storedKinds.has(plural))
  if (resource === null) return null
  const key = etcdKey.slice(`/registry/${resource}/`.length)
  if (key === '') return null
  const kind = storedKinds.get(resource)
  const rest = key.split('/')
  const [namespace, name] =
    (kind?.namespaced ?? true) && rest.length > 1 ? [rest[0]!, rest.slice(1).join('/')] : ['', key]
  const title = kind?.kind ?? resource.split('/').reverse().join('.')
  return {
    target: `${resource === 'pods' ? 'pod' : resource}:${key}`,
    name,
    what: namespace === '' ? title : `${title} in ${namespace}`
  }
}
