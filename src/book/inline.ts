import type { PhrasingContent } from 'mdast'
import { milestoneIds } from '../sim/timeline/milestones'
import { en } from '../words'
import { callsOf, parseExpression, type CallName, type Expression } from './expression'
import { sourceOf, treeOf, wrong, type Node } from './markdown'
import type { Form, Inline } from './types'

/** What the text of a chapter is read against. */
export interface Scope {
  readonly source: string
  /** Names of the runs that it knows; the first is the chapter's. */
  readonly runs: readonly string[]
}

const forms: readonly Form[] = ['duration', 'after-fault', 'clock', 'count', 'percent', 'plain']

export const inlinesOf = (nodes: readonly Node[], scope: Scope): Inline[] =>
  nodes.flatMap((node) => inlineOf(node, scope))

function inlineOf(node: Node, scope: Scope): Inline[] {
  switch (node.type) {
    case 'text':
      return [{ type: 'text', text: bound(node.value) }]
    case 'inlineCode':
      return [{ type: 'code', text: node.value }]
    case 'strong':
      return [{ type: 'strong', of: inlinesOf(node.children, scope) }]
    case 'emphasis':
      return [{ type: 'em', of: inlinesOf(node.children, scope) }]
    case 'link':
      return [{ type: 'link', href: node.url, of: inlinesOf(node.children, scope) }]
    case 'break':
      return [{ type: 'break' }]
    case 'textDirective':
      return directive(node, scope)
    default:
      return wrong(node, `'${node.type}' is not known inside a line`)
  }
}

type TextDirective = Extract<PhrasingContent, { type: 'textDirective' }>

/** A colon before a word is a directive to the parser; one that has neither label nor settings was meant as it stands. */
function directive(node: TextDirective, scope: Scope): Inline[] {
  const raw = sourceOf(scope.source, node)
  const label = /^:[\w-]+\[([\s\S]*?)\](?:\{[^}]*\})?$/.exec(raw)?.[1] ?? ''
  const attributes = node.attributes ?? {}
  switch (node.name) {
    case 'value':
      return [value(node, label, scope)]
    case 'term': {
      const term = attributes.of ?? label
      if (!(term in en.glossary))
        return wrong(node, `:term: '${term}' is not in the glossary; expected ${Object.keys(en.glossary).join(', ')}`)
      return [{ type: 'term', term, text: label }]
    }
    case 'flag':
      return [{ type: 'flag', text: label, set: attributes.set ?? '' }]
    case 'claim':
      return [{ type: 'claim', of: inlinesOf(node.children, scope) }]
    default:
      if (label === '' && Object.keys(attributes).length === 0) return [{ type: 'text', text: raw }]
      return wrong(node, `':${node.name}' is not known; expected :value, :term, :flag or :claim`)
  }
}

function value(node: TextDirective, label: string, { runs }: Scope): Inline {
  const { form, run } = node.attributes ?? {}
  const ask = expressionAt(node, label, runs)
  const of = run ?? runs[0]!
  if (!runs.includes(of)) wrong(node, `:value: '${of}' is no run of this chapter; expected ${runs.join(', ')}`)
  const usual = ask.type === 'call' ? usualForms[ask.name] : undefined
  const known = forms.find((one) => one === (form ?? usual ?? 'duration'))
  if (!known) return wrong(node, `:value: the form '${form}' is not known; expected ${forms.join(', ')}`)
  return { type: 'value', run: of, form: known, ask }
}

/** How a value is written where nobody says how. */
const usualForms: Readonly<Partial<Record<CallName, Form>>> = {
  users: 'count',
  api: 'count',
  pods: 'count',
  flag: 'plain',
  works: 'plain',
  impact: 'plain',
  lane: 'plain'
}

/** An expression, whose runs and names there are. */
export function expressionAt(node: Pick<Node, 'position'>, text: string, runs: readonly string[]): Expression {
  const read = parseExpression(text)
  if (!read.ok) return wrong(node, read.error)
  for (const { name, of, run } of callsOf(read.value)) {
    if (run !== '' && !runs.includes(run))
      wrong(node, `'${text}': '${run}' is no run of this chapter; expected ${runs.join(', ')}`)
    const known: readonly string[] | undefined = askedOf[name]
    if (known && !known.includes(of)) wrong(node, `'${text}': ${name} of '${of}'; expected ${known.join(', ')}`)
  }
  return read.value
}

const lanes = [
  'users',
  'api',
  'load-balancer',
  'kube-apiserver',
  'etcd',
  'kube-controller-manager',
  'kube-scheduler',
  'kubelet',
  'pods',
  'kube-proxy',
  'container-runtime'
]
const requests = ['total', 'answered', 'failed', 'slow', 'percent']
const askedOf: Readonly<Partial<Record<CallName, readonly string[]>>> = {
  milestone: milestoneIds,
  recorded: milestoneIds,
  document: milestoneIds,
  missing: lanes,
  lane: lanes,
  users: requests,
  api: requests,
  works: Object.keys(en.pills)
}

/** Inline Markdown that stands in YAML. */
export function inlineText(text: string, runs: Scope['runs'], node: Pick<Node, 'position'>): Inline[] {
  const { children } = treeOf(text)
  const scope = { source: text, runs }
  return children.flatMap((child) =>
    child.type === 'paragraph' ? inlinesOf(child.children, scope) : wrong(node, `'${text}': expected one line of text`)
  )
}

/** A number and its unit stay on one line. */
const bound = (text: string): string =>
  text.replace(/\s*\n\s*/g, ' ').replace(/(\d) (s|ms|min|h|%|MiB|GiB|of)(?![\w-])/g, '$1\u00a0$2')
