import * as v from 'valibot'
import { fail, ok, type Result } from '../base/result'
import { milestoneIds } from '../sim/timeline/milestones'
import { secondsOf } from './expression'
import { layOut, type Sketch } from './layout'
import { ChapterError } from './markdown'
import { issueText } from './schema'
import type { Diagram, Subject } from './types'
import { yamlAt } from './yaml-inside'

const node = v.strictObject({
  id: v.string(),
  text: v.string(),
  group: v.optional(v.string()),
  says: v.optional(v.string(), ''),
  claims: v.optional(v.picklist(['well', 'down', ''], 'expected well or down'), ''),
  of: v.optional(v.string()),
  'left-out': v.optional(v.boolean(), false)
})
const edge = v.strictObject({
  from: v.string(),
  to: v.string(),
  text: v.optional(v.string(), ''),
  of: v.optional(v.string()),
  really: v.optional(v.picklist(['same', 'reversed', 'absent', 'added']), 'same')
})
const group = v.union([
  v.pipe(
    v.string(),
    v.transform((text) => ({ text, columns: 3, beside: false }))
  ),
  v.strictObject({
    text: v.string(),
    columns: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 3),
    beside: v.optional(v.boolean(), false)
  })
])
const schema = v.strictObject({
  title: v.string(),
  groups: v.optional(v.record(v.string(), group), {}),
  nodes: v.pipe(v.array(node), v.minLength(1)),
  edges: v.optional(v.array(edge), [])
})

/** `machine master-1`, `process master-1/etcd`, `milestone lb-backend-down`, `link lb master-1`, `balancer` … */
function subjectOf(text: string | undefined): Subject | null {
  if (text === undefined) return null
  const [type = '', id = '', to = ''] = text.split(/\s+/)
  if (type === 'balancer' || type === 'users') return { type }
  if (type === 'link' && to !== '') return { type, from: id, to }
  if (type === 'lane' && id !== '') {
    const [, then] = /^lane\s+\S+\s+@\s*(\S+)$/.exec(text) ?? []
    if (to !== '' && then === undefined)
      throw new ChapterError(1, `of: '${text}'; expected lane, its name, @ and seconds`)
    return { type, id, at: then === undefined ? null : (secondsOf(then) ?? 0) }
  }
  const named = (['machine', 'process', 'milestone', 'works', 'node-pods'] as const).find((one) => one === type)
  if (!named || id === '')
    throw new ChapterError(
      1,
      `of: '${text}'; expected machine, process, milestone, lane, works or node-pods and a name, link and two machines, balancer or users`
    )
  if (named === 'milestone' && !milestoneIds.some((one) => one === id))
    throw new ChapterError(1, `of: '${id}' is no milestone; expected ${milestoneIds.join(', ')}`)
  return { type: named, id }
}

/** Widths of the column of text in which a drawing stands, and of a phone's. */
const wide = 566
const narrow = 300

/** Reads a drawing, and lays it out. */
export function parseDiagram(file: string, source: string): Result<Diagram> {
  try {
    const read = v.safeParse(schema, yamlAt(source, 1))
    if (!read.success) return fail(`${file}: ${issueText(read.issues)}`)
    return ok(laidOut(file.replace(/\.yaml$/, ''), read.output))
  } catch (error) {
    if (error instanceof ChapterError) return fail(`${file}:${error.line}: ${error.message}`)
    throw error
  }
}

function laidOut(id: string, { title, groups, nodes, edges }: v.InferOutput<typeof schema>): Diagram {
  const ids = new Set(nodes.map((one) => one.id))
  for (const one of nodes)
    if (one.group !== undefined && !(one.group in groups))
      throw new ChapterError(1, `node ${one.id}: there is no group '${one.group}'`)
  for (const { from, to } of edges) {
    const unknown = [from, to].find((end) => !ids.has(end))
    if (unknown !== undefined) throw new ChapterError(1, `edge ${from} to ${to}: there is no node '${unknown}'`)
  }
  const sketch: Sketch = {
    groups: Object.entries(groups).map(([name, of]) => ({ name, ...of })),
    nodes: nodes.map((one) => ({ ...one, group: one.group ?? '', of: one.of ?? '' })),
    edges
  }
  return {
    id,
    title,
    nodes: nodes.map((one) => ({
      id: one.id,
      text: one.text,
      says: one.says,
      claims: one.claims,
      of: subjectOf(one.of),
      leftOut: one['left-out']
    })),
    edges: edges.map(({ from, to, text, of, really }) => ({ from, to, text, really, of: subjectOf(of) })),
    wide: layOut(sketch, wide),
    narrow: layOut(sketch, narrow)
  }
}
