import { Graph, layout } from '@dagrejs/dagre'
import * as v from 'valibot'
import { fail, ok, type Result } from '../base/result'
import { milestoneIds } from '../sim/timeline/milestones'
import { ChapterError } from './markdown'
import { issueText } from './schema'
import type { Diagram, Subject } from './types'
import { yamlAt } from './yaml-inside'

const node = v.strictObject({
  id: v.string(),
  text: v.string(),
  group: v.optional(v.string()),
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
const schema = v.strictObject({
  title: v.string(),
  direction: v.optional(v.picklist(['TB', 'LR']), 'TB'),
  groups: v.optional(v.record(v.string(), v.string()), {}),
  nodes: v.pipe(v.array(node), v.minLength(1)),
  edges: v.optional(v.array(edge), [])
})

/** `machine master-1`, `process master-1/etcd`, `milestone lb-backend-down`, `link lb master-1`, `balancer` … */
function subjectOf(text: string | undefined): Subject | null {
  if (text === undefined) return null
  const [type = '', id = '', to = ''] = text.split(/\s+/)
  if (type === 'balancer' || type === 'users') return { type }
  if (type === 'link' && to !== '') return { type, from: id, to }
  const named = (['machine', 'process', 'milestone', 'lane', 'works', 'node-pods'] as const).find((one) => one === type)
  if (!named || id === '')
    throw new ChapterError(
      1,
      `of: '${text}'; expected machine, process, milestone, lane, works or node-pods and a name, link and two machines, balancer or users`
    )
  if (named === 'milestone' && !milestoneIds.some((one) => one === id))
    throw new ChapterError(1, `of: '${id}' is no milestone; expected ${milestoneIds.join(', ')}`)
  return { type: named, id }
}

const letter = 6.6
const boxHeight = 42

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

function laidOut(id: string, { title, direction, groups, nodes, edges }: v.InferOutput<typeof schema>): Diagram {
  const graph = new Graph({ compound: true, multigraph: true })
  graph.setGraph({ rankdir: direction, nodesep: 16, ranksep: 34, marginx: 6, marginy: 6 })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const name of Object.keys(groups)) graph.setNode(`group ${name}`, {})
  const ids = new Set(nodes.map((one) => one.id))
  for (const one of nodes) {
    graph.setNode(one.id, { width: Math.max(104, one.text.length * letter + 26), height: boxHeight })
    if (one.group === undefined) continue
    if (!(one.group in groups)) throw new ChapterError(1, `node ${one.id}: there is no group '${one.group}'`)
    graph.setParent(one.id, `group ${one.group}`)
  }
  for (const [i, { from, to }] of edges.entries()) {
    const unknown = [from, to].find((end) => !ids.has(end))
    if (unknown !== undefined) throw new ChapterError(1, `edge ${from} to ${to}: there is no node '${unknown}'`)
    graph.setEdge(from, to, {}, String(i))
  }
  layout(graph)
  const box = (name: string) => {
    const { x = 0, y = 0, width = 0, height = 0 } = graph.node(name)
    return { x: x - width / 2, y: y - height / 2, w: width, h: height }
  }
  const { width = 0, height = 0 } = graph.graph()
  return {
    id,
    title,
    width,
    height,
    groups: Object.entries(groups).map(([name, text]) => ({ text, ...box(`group ${name}`) })),
    nodes: nodes.map((one) => ({
      id: one.id,
      text: one.text,
      of: subjectOf(one.of),
      leftOut: one['left-out'],
      ...box(one.id)
    })),
    edges: edges.map(({ from, to, text, of, really }, i) => ({
      from,
      to,
      text,
      really,
      of: subjectOf(of),
      points: graph.edge({ v: from, w: to, name: String(i) }).points
    }))
  }
}
