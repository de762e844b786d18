import type { ContainerDirective, LeafDirective } from 'mdast-util-directive'
import * as v from 'valibot'
import { parseYaml } from './yaml-inside'
import { secondsOf, type Expression } from './expression'
import { expressionAt, inlineText, type Scope } from './inline'
import { wrong } from './markdown'
import { claimRows, impactRows, issueText, questions, type QuestionRead } from './schema'
import type { Block, Figure, Question } from './types'

/** What directives refer to: collected while a chapter is read, looked at when it is over. */
export interface Chaptered extends Scope {
  readonly figures: Map<string, Figure>
  readonly diagrams: ReadonlySet<string>
}

const shortLanes: Readonly<Record<string, string>> = {
  balancer: 'load-balancer',
  controllers: 'kube-controller-manager',
  scheduler: 'kube-scheduler'
}
const ownLanes = ['etcd', 'load-balancer', 'kube-controller-manager', 'kube-scheduler', 'users']

export function leafOf(node: LeafDirective, chapter: Chaptered): Block {
  const { take, end } = attributesOf(node)
  const label = node.children.map((child) => ('value' in child ? child.value : '')).join('')
  const run = () => runNamed(node, take('run', chapter.runs[0]!), chapter)
  const at = (name: string, otherwise: number) => instant(node, name, take(name, String(otherwise)))
  switch (node.name) {
    case 'figure': {
      const figure: Figure = {
        type: 'figure',
        id: take('id'),
        run: run(),
        from: at('from', -2),
        to: at('to', 60),
        at: at('at', 0),
        lanes: listOf(take('lanes', ''), ',').map((lane) => shortLanes[lane] ?? lane),
        caption: take('caption', 'yes') !== 'no',
        faults: listOf(take('faults', ''), ';')
      }
      end()
      if (figure.from >= figure.to) wrong(node, `::figure: from is ${figure.from} s and to is ${figure.to} s`)
      if (chapter.figures.has(figure.id)) wrong(node, `::figure: there are two of the name '${figure.id}'`)
      const whole = figure.lanes.length > 0 ? figure : { ...figure, lanes: ownLanes }
      chapter.figures.set(figure.id, whole)
      return whole
    }
    case 'diagram': {
      const block: Block = { type: 'diagram', id: take('id'), figure: take('figure', '') }
      end()
      if (!chapter.diagrams.has(block.id)) wrong(node, `::diagram: there is no diagrams/${block.id}.yaml`)
      return block
    }
    case 'practices': {
      const block: Block = { type: 'practices', run: run() }
      end()
      return block
    }
    case 'scores': {
      const block: Block = { type: 'scores', figure: take('figure', ''), at: at('at', 0) }
      end()
      return block
    }
    case 'sequence': {
      const block: Block = { type: 'sequence', figure: take('figure', '') }
      end()
      return block
    }
    case 'terminal': {
      const block: Block = {
        type: 'terminal',
        figure: take('figure', ''),
        at: at('at', 0),
        lines: listOf(take('lines', ''), ';')
      }
      end()
      return block
    }
    case 'lab': {
      const block: Block = { type: 'lab', run: run(), at: at('at', 0), text: label || 'Open this in the lab' }
      end()
      return block
    }
    case 'tasks': {
      const block: Block = { type: 'tasks', drill: take('drill') }
      end()
      return block
    }
    case 'claims': {
      const block: Block = {
        type: 'claims',
        run: claimsRun(node, take('run', ''), take('part', ''), chapter),
        rows: []
      }
      end()
      return block
    }
    case 'quiz':
      return wrong(node, '::quiz: expected :::quiz with a list of questions')
    default:
      return wrong(
        node,
        `'::${node.name}' is not known; expected ::figure, ::diagram, ::sequence, ::practices, ::scores, ::terminal, ::lab, ::tasks or ::claims`
      )
  }
}

/** Those that hold YAML. */
export function containerOf(node: ContainerDirective, chapter: Chaptered): Block | null {
  const { take, end } = attributesOf(node)
  switch (node.name) {
    case 'predict': {
      const figure = take('figure', '')
      end()
      return { type: 'predict', figure, questions: questionsOf(node, chapter, figure) }
    }
    case 'quiz':
      end()
      return { type: 'quiz', questions: questionsOf(node, chapter, '') }
    case 'tasks': {
      const block: Block = { type: 'tasks', drill: take('drill') }
      end()
      return block
    }
    case 'terminal': {
      const block: Block = {
        type: 'terminal',
        figure: take('figure', ''),
        at: instant(node, 'at', take('at', '0')),
        lines: node.children.flatMap((child) => (child.type === 'code' ? listOf(child.value, '\n') : []))
      }
      end()
      return block
    }
    case 'claims': {
      const run = claimsRun(node, take('run', ''), take('part', ''), chapter)
      end()
      const read = v.safeParse(claimRows, parseYaml(node, chapter.source) ?? [])
      if (!read.success) return wrong(node, `:::claims: ${issueText(read.issues)}`)
      const text = (line: string) => inlineText(line, chapter.runs, node)
      return {
        type: 'claims',
        run,
        rows: read.output.map((row) => ({ milestone: row.milestone, says: text(row.says), why: text(row.why) }))
      }
    }
    case 'impact': {
      const run = claimsRun(node, take('run', ''), '', chapter)
      const at = instant(node, 'at', take('at'))
      end()
      const read = v.safeParse(impactRows, parseYaml(node, chapter.source) ?? [])
      if (!read.success) return wrong(node, `:::impact: ${issueText(read.issues)}`)
      return {
        type: 'impact',
        run,
        at,
        rows: read.output.map((row) => ({ ...row, why: inlineText(row.why, chapter.runs, node) }))
      }
    }
    default:
      return null
  }
}

const claimsRun = (node: LeafDirective | ContainerDirective, run: string, part: string, chapter: Chaptered): string =>
  runNamed(node, run || part || chapter.runs[0]!, chapter)

function questionsOf(node: ContainerDirective, chapter: Chaptered, figure: string): Question[] {
  const read = v.safeParse(questions, parseYaml(node, chapter.source))
  if (!read.success) return wrong(node, `:::${node.name}: ${issueText(read.issues)}`)
  const own = chapter.figures.get(figure)?.run ?? chapter.runs[0]!
  return read.output.map((question) => questionOf(node, question, own, chapter))
}

function questionOf(node: ContainerDirective, question: QuestionRead, own: string, chapter: Chaptered): Question {
  const text = (line: string) => inlineText(line, chapter.runs, node)
  const ask = text(question.ask)
  const why = text(question.why)
  const run = (name?: string) => runNamed(node, name ?? own, chapter)
  switch (question.kind) {
    case 'choice':
      return {
        kind: 'choice',
        ask,
        run: run(question.run),
        why,
        options: question.options.map((option) => ({
          text: text(option.text),
          when: option.right ? always : expressionAt(node, option.when, chapter.runs)
        }))
      }
    case 'slider': {
      const { unit, recorded } = question
      const max = question.max ?? question.to ?? wrong(node, `:::${node.name}: a slider wants max`)
      return {
        kind: 'slider',
        ask,
        run: run(question.run),
        answer: expressionAt(node, question.answer, chapter.runs),
        max,
        unit,
        recorded,
        why
      }
    }
    case 'race':
      return {
        kind: 'race',
        ask,
        measure: expressionAt(node, question.measure, chapter.runs),
        best: question.best,
        why,
        options: question.options.map((option) => ({ text: text(option.text), run: run(option.run) }))
      }
  }
}

/** The answer to what no run can tell. */
const always: Expression = { type: 'compare', how: '=', a: { type: 'value', value: 1 }, b: { type: 'value', value: 1 } }

function runNamed(node: LeafDirective | ContainerDirective, name: string, { runs }: Scope): string {
  if (runs.includes(name)) return name
  return wrong(
    node,
    `'${name}' is no run of this chapter; expected ${runs.join(', ')}, or another under 'runs' in the front matter`
  )
}

function instant(node: LeafDirective | ContainerDirective, name: string, text: string): number {
  return secondsOf(text) ?? wrong(node, `::${node.name}: ${name} is '${text}'; expected seconds such as 5.3s`)
}

const listOf = (text: string, by: string): string[] =>
  text
    .split(by)
    .map((part) => part.trim())
    .filter((part) => part !== '')

function attributesOf(node: LeafDirective | ContainerDirective) {
  const left = new Map(Object.entries(node.attributes ?? {}))
  const what = `::${node.name}`
  return {
    take: (name: string, otherwise?: string): string => {
      const value = left.get(name)
      left.delete(name)
      return value ?? otherwise ?? wrong(node, `${what}: ${name} is missing`)
    },
    end: (): void => {
      if (left.size > 0) wrong(node, `${what}: '${[...left.keys()].join(', ')}' is not known`)
    }
  }
}
