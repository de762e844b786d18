import { isYaml, readYaml } from '../../base/yaml'
import { decode } from '../api/decode'
import { validateMetadata } from '../api/kinds/metadata'
import { Problems } from '../api/kinds/problems'
import { findKind } from '../api/scheme'
import { typeNameOf } from '../api/schema'
import type { KubeObject } from '../api/types'

/** What is wrong with a manifest, and where: positions in its text. */
export interface Mark {
  readonly from: number
  readonly to: number
  /** Counts from 1. */
  readonly line: number
  readonly text: string
}

/** An object that a manifest holds. */
export interface Held {
  readonly apiVersion: string
  readonly kind: string
  readonly namespace: string
  readonly name: string
}

export interface Checked {
  readonly marks: readonly Mark[]
  readonly objects: readonly Held[]
}

/** Longest text that is checked; kubectl itself reads longer ones. */
const longest = 262_144

/** Reads a manifest as the API server would read it: its YAML, its kinds, its fields and their values. */
export function checkManifest(text: string): Checked {
  if (text.length > longest) return { marks: [mark(text, 0, 1, 'It is too long to be checked here.')], objects: [] }
  const read = readYaml(text)
  if (!isYaml(read)) {
    const start = startOf(text, Math.max(1, read.line))
    return { marks: [mark(text, start, start + 1, read.text)], objects: [] }
  }
  const marks: Mark[] = []
  const objects: Held[] = []
  read.documents.forEach((document, i) => {
    const value = read.values[i] as KubeObject | null
    if (value === null || value === undefined) return
    const at = (path: readonly (string | number)[]): [number, number] => {
      for (let length = path.length; length > 0; length--) {
        const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined
        if (node?.range) return [node.range[0], node.range[1]]
      }
      const [from, to] = document.contents?.range ?? [0, 1]
      return [from, Math.min(to, from + 1)]
    }
    const wrong = (path: readonly (string | number)[], said: string) => {
      const [from, to] = at(path)
      marks.push(mark(text, from, Math.max(to, from + 1), said))
    }
    if (typeof value !== 'object' || Array.isArray(value))
      return wrong([], 'Expected an object with apiVersion and kind.')
    const { apiVersion, kind } = value
    if (typeof apiVersion !== 'string') return wrong([], 'apiVersion not set')
    if (typeof kind !== 'string') return wrong([], 'kind not set')
    const metadata = (value.metadata ?? {}) as Partial<KubeObject['metadata']>
    const held = { apiVersion, kind, namespace: String(metadata.namespace ?? ''), name: String(metadata.name ?? '') }
    objects.push(held)
    const row = findKind(kind, apiVersion)
    const type = row && typeNameOf(apiVersion, kind)
    if (!row) return wrong(['kind'], `no matches for kind "${kind}" in version "${apiVersion}"`)
    if (type === undefined) return
    const decoded = decode(value, type)
    if (!decoded.ok) return wrong(pathIn(decoded.error), decoded.error)
    for (const field of decoded.unknown) wrong(stepsOf(field), `unknown field "${field}"`)
    const problems = new Problems()
    try {
      const { code } = row
      const object = code.defaults ? code.defaults(decoded.object) : decoded.object
      validateMetadata(object, { namespaced: row.namespaced, name: code.name, domains: row.group === '' }, problems)
      code.validate?.(object, problems)
    } catch {
      // What the server would fill in besides is missing here: it says itself what is wrong.
    }
    for (const { field, text: said } of problems.list)
      if (!/^(?:metadata\.(?:uid|creationTimestamp|namespace)|spec\.clusterIPs?)/.test(field))
        wrong(stepsOf(field), `${field}: ${said}`)
  })
  return { marks, objects }
}

/** `spec.containers[0].ports` as the steps that lead there. */
const stepsOf = (field: string): (string | number)[] =>
  (field.match(/[^.[\]]+|\[\d+\]/g) ?? []).map((step) =>
    /^\[\d+\]$/.test(step) ? Number(step.slice(1, -1)) : /^\d+$/.test(step) ? Number(step) : step
  )

/** The field that a decoder's sentence names: `… Go struct field PodSpec.spec.containers of type …`. */
const pathIn = (error: string): (string | number)[] => {
  const field = /Go struct field \w+\.([\w.]+)/.exec(error)?.[1]
  return field === undefined ? [] : stepsOf(field)
}

function mark(text: string, from: number, to: number, said: string): Mark {
  const end = text.indexOf('\n', from)
  return {
    from,
    to: Math.min(to, end < 0 ? text.length : Math.max(end, from + 1), text.length),
    line: text.slice(0, from).split('\n').length,
    text: said
  }
}

function startOf(text: string, line: number): number {
  let at = 0
  for (let i = 1; i < line; i++) {
    const next = text.indexOf('\n', at)
    if (next < 0) break
    at = next + 1
  }
  return at
}
