import * as v from 'valibot'
import { fail, ok, type Result } from '../base/result'
import { presetOf, presets } from '../scenarios'
import { containerOf, leafOf, type Chaptered } from './directives'
import { inlinesOf } from './inline'
import { ChapterError, lineOf, treeOf, wrong, type Node } from './markdown'
import { linkOfRun } from './runs'
import { frontMatter, issueText } from './schema'
import type { Block, Chapter, Section } from './types'
import { yamlAt } from './yaml-inside'

/** What a chapter may refer to besides itself. */
export interface Beside {
  readonly diagrams: ReadonlySet<string>
  /** Scenario files that every chapter may name as runs. */
  readonly files: Readonly<Record<string, { readonly file: string }>>
  /** The text of a file of that name, or null. */
  readonly file: (path: string) => string | null
}

/** Reads a chapter; the error has its file, the line, and what was expected. */
export function parseChapter(file: string, source: string, beside: Beside): Result<Chapter> {
  try {
    return ok(chapterOf(file, source, beside))
  } catch (error) {
    if (error instanceof ChapterError) return fail(`${file}:${error.line}: ${error.message}`)
    throw error
  }
}

function chapterOf(file: string, source: string, { diagrams, files, file: fileBeside }: Beside): Chapter {
  const named = /^(\d+)-([a-z0-9-]+)\.md$/.exec(file)
  if (!named) throw new ChapterError(1, 'expected a name such as 08-ha-master-fails.md')
  const [head, ...nodes] = treeOf(source).children
  if (head?.type !== 'yaml') throw new ChapterError(1, 'expected front matter between two lines of ---')
  const read = v.safeParse(frontMatter, yamlAt(head.value, lineOf(head) + 1))
  if (!read.success) throw new ChapterError(1, issueText(read.issues))
  const { title, minutes, document, run } = read.output
  const runs: Record<string, string> = {}
  for (const [name, of] of Object.entries({ ...files, ...read.output.runs })) {
    const link = linkOfRun(of, fileBeside)
    if (!link.ok) throw new ChapterError(1, `runs, ${name}: ${link.error}`)
    runs[name] = link.value
  }
  if (!(run in runs) && !presetOf(run)) throw new ChapterError(1, `run: '${run}' is neither a preset nor one of runs`)
  const names = [...new Set([run, ...Object.keys(runs), ...presetNames])]
  const chapter: Chaptered = { source, runs: names, figures: new Map(), diagrams }

  const lead: Block[] = []
  const sections: { id: string; title: string; blocks: Block[] }[] = []
  for (const node of nodes) {
    if (node.type === 'heading' && node.depth <= 2) {
      if (node.depth === 1) wrong(node, 'the title stands in the front matter; expected ## or ###')
      const text = plainOf(node)
      sections.push({ id: slugOf(text), title: text, blocks: [] })
    } else (sections.at(-1)?.blocks ?? lead).push(blockOf(node, chapter))
  }
  const all = [...lead, ...sections.flatMap(({ blocks }) => blocks)]
  checkFigures(all, chapter)
  const count = (type: 'predict' | 'quiz') =>
    all.reduce((sum, block) => sum + (block.type === type ? block.questions.length : 0), 0)
  return {
    id: named[2]!,
    number: Number(named[1]),
    title,
    minutes: minutes ?? minutesOf(source),
    run,
    document,
    runs: usedRuns(all, runs, run),
    headings: sections.map(({ id, title: text }: Section) => ({ id, title: text })),
    drills: all.flatMap((block) => (block.type === 'tasks' ? [block.drill] : [])),
    predictions: count('predict'),
    quizzes: count('quiz'),
    lead,
    sections
  }
}

const presetNames = presets.map(({ id }) => id)

/** Names of presets are links, too. */
function usedRuns(
  blocks: readonly Block[],
  own: Readonly<Record<string, string>>,
  run: string
): Record<string, string> {
  const used = new Set([run])
  JSON.stringify(blocks, (key, value: unknown) => {
    if (key === 'run' && typeof value === 'string' && value !== '') used.add(value)
    return value
  })
  return Object.fromEntries([...used].map((name) => [name, own[name] ?? name]))
}

function checkFigures(blocks: readonly Block[], { figures }: Chaptered): void {
  for (const block of blocks) {
    if (!('figure' in block) || block.figure === '' || figures.has(block.figure)) continue
    throw new ChapterError(1, `${block.type}: there is no figure '${block.figure}' in this chapter`)
  }
}

function blockOf(node: Node, chapter: Chaptered): Block {
  const blocks = (children: readonly Node[]) => children.map((child) => blockOf(child, chapter))
  switch (node.type) {
    case 'paragraph':
      return { type: 'paragraph', of: inlinesOf(node.children, chapter) }
    case 'heading':
      return { type: 'heading', text: plainOf(node) }
    case 'list':
      return { type: 'list', ordered: node.ordered ?? false, items: node.children.map((item) => blocks(item.children)) }
    case 'code':
      return { type: 'code', language: node.lang ?? '', text: node.value }
    case 'blockquote':
      return { type: 'quote', of: blocks(node.children) }
    case 'table':
      return {
        type: 'table',
        rows: node.children.map((row) => row.children.map((cell) => inlinesOf(cell.children, chapter)))
      }
    case 'leafDirective':
      return leafOf(node, chapter)
    case 'containerDirective':
      if (node.name === 'side') return { type: 'side', of: blocks(node.children) }
      return (
        containerOf(node, chapter) ??
        wrong(node, `':::${node.name}' is not known; expected :::side, :::predict, :::quiz, :::tasks or :::claims`)
      )
    default:
      return wrong(node, `'${node.type}' is not known in a chapter`)
  }
}

const plainOf = (node: Node): string =>
  'value' in node ? node.value : 'children' in node ? node.children.map(plainOf).join('') : ''

/** As long as most people take for so many words, and for a look at each figure. */
const minutesOf = (source: string): number =>
  Math.max(1, Math.round(source.split(/\s+/).length / 200 + (source.match(/^::figure/gm)?.length ?? 0)))

const slugOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
