import type { AnyStateMachine } from 'xstate'
import { assert } from '../../base/assert'
import type { Run } from './act'
import { chartsOf, type Chart, type Item, type RunItem } from './chart'
import type { Boot, ProcessContext, SimEvent } from './types'

/**
 * Compiles an XState machine, and the sub-charts that it was given, to transition tables.
 *
 * Authoring stays in XState; running does not, because `transition()` costs 70 to 100 µs per event and a table 0.2 µs.
 * `advance.test.ts` and `machines.test.ts` walk every machine and hold the table equal to XState's own `transition()`.
 * Only what components may use is supported: nested states, on, entry, exit, always, named `after`, guards.
 */
export interface Table {
  readonly id: string
  /** State paths by leaf number, such as `leading` or `running.idle`. */
  readonly leaves: readonly string[]
  /** The chart as plain data, for those who draw it. */
  readonly shape: Shape
  /** The charts of its items, by name. */
  readonly charts: ReadonlyMap<string, ChartTable>
  readonly start: Start
  /** Per leaf: event type → candidates, filled when first asked. */
  readonly candidates: Map<string, readonly Candidate[]>[]
  readonly always: (readonly Candidate[])[]
  readonly lookup: (leaf: number, type: string) => readonly Candidate[]
  readonly context: (boot: Boot) => ProcessContext
}

/** The table of a sub-chart, and where its items are. */
export interface ChartTable extends Table {
  readonly find: Chart['find']
  readonly items: Chart['items']
}

/** A chart's structure. */
export interface Shape {
  readonly states: readonly ShapeState[]
  /** In the order of their numbers. */
  readonly edges: readonly Edge[]
}
export interface ShapeState {
  /** `''` for the root, then `running`, `running.idle`. */
  readonly path: string
  /** Path of the state that a compound state begins in; empty for a leaf. */
  readonly initial: string
  readonly final: boolean
}
export interface Edge {
  readonly from: string
  /** Empty if the transition only runs actions; see `inner`. */
  readonly to: string
  readonly inner: boolean
  /** Empty for `always` and for `after`. */
  readonly event: string
  /** Name of the delay of an `after`: a flag's. */
  readonly delay: string
  /** Name of the guard; empty if it has none. */
  readonly guard: string
}

interface Start {
  readonly steps: readonly Step[]
  readonly leaf: number
}

export interface Candidate {
  readonly guard: ((context: ProcessContext, item: Item | null, event: SimEvent) => boolean) | null
  readonly steps: readonly Step[]
  readonly leaf: number
}

export type Step =
  | { readonly kind: 'run'; readonly run: Run<ProcessContext, SimEvent> }
  | { readonly kind: 'step'; readonly run: RunItem<ProcessContext, Item, SimEvent> }
  | { readonly kind: 'took'; readonly edge: number }
  | {
      readonly kind: 'arm'
      readonly id: string
      readonly setting: string
      readonly event: SimEvent
      readonly delay: Delay
    }
  | { readonly kind: 'disarm'; readonly id: string }

type Delay = (context: ProcessContext, item: Item | null, event: SimEvent) => number
type Asked<T> = (args: { context: unknown; event: unknown }) => T

/** What guards and delays are asked with: one object serves all, for they are asked at every event and keep nothing. */
const asked: { context: unknown; event: unknown } = { context: null, event: null }
function ask<T>(found: Asked<T>, context: unknown, event: unknown): T {
  asked.context = context
  asked.event = event
  return found(asked)
}

/* The few parts of XState's state nodes that are read here; XState exports no narrower types for them. */
interface StateNode {
  id: string
  path: string[]
  key: string
  type: string
  parent?: StateNode
  states: Record<string, StateNode>
  initial?: { target: StateNode[]; actions?: unknown[] }
  entry: unknown[]
  exit: unknown[]
  transitions: Map<string, Transition[]>
  always?: Transition[]
}
interface Transition {
  target?: StateNode[]
  actions: unknown[]
  guard?: unknown
  reenter: boolean
  source: StateNode
}
interface Action {
  type?: string
  run?: Run<ProcessContext, SimEvent>
  step?: RunItem<ProcessContext, Item, SimEvent>
  event?: SimEvent
  id?: string
  delay?: unknown
  sendId?: string
}

export function compile(machine: AnyStateMachine): Table {
  // XState exports no type for the parts of a state node that are read here (`StateNode`).
  const root = machine.root as unknown as StateNode
  // As above: XState's own types for these are wider than what is read here.
  const implementations = machine.implementations as unknown as {
    actions: Record<string, unknown>
    guards: Record<string, unknown>
    delays: Record<string, unknown>
  }
  const leaves: StateNode[] = []
  collectLeaves(root, leaves)
  const leafOf = new Map(leaves.map((node, i) => [node, i]))

  const resolveDelay = (name: unknown): Delay => {
    assert(typeof name === 'string', `${machine.id}: an \`after\` needs a named delay, got ${String(name)}`)
    const value = implementations.delays[name]
    assert(value !== undefined, `${machine.id}: no delay named ${name}`)
    if (typeof value !== 'function') return () => value as number
    const { measure } = value as { measure?: (context: ProcessContext, item: Item) => number }
    if (measure) return (context, item) => measure(context, item!)
    return (context, _item, event) => ask(value as Asked<number>, context, event)
  }
  const step = (raw: unknown): Step => {
    const action = resolve(raw, implementations.actions) as Action
    if (action.run) return { kind: 'run', run: action.run }
    if (action.step) return { kind: 'step', run: action.step }
    if (action.type === 'xstate.raise') {
      assert(action.event && action.id, `${machine.id}: only an \`after\` may raise`)
      return {
        kind: 'arm',
        id: action.id,
        setting: String(action.delay),
        event: action.event,
        delay: resolveDelay(action.delay)
      }
    }
    if (action.type === 'xstate.cancel') return { kind: 'disarm', id: String(action.sendId) }
    throw new Error(`${machine.id}: action ${describe(raw)} is made neither by act() nor by step()`)
  }
  const guard = (raw: unknown): Candidate['guard'] => {
    if (raw === undefined) return null
    const found = resolve(raw, implementations.guards)
    assert(typeof found === 'function', `${machine.id}: guard ${describe(raw)} is not a function`)
    const { test } = found as { test?: (context: ProcessContext, item: Item, event: SimEvent) => boolean }
    if (test) return (context, item, event) => test(context, item!, event)
    return (context, _item, event) => ask(found as Asked<boolean>, context, event)
  }
  const { shape, numbers } = shapeOf(root)
  const candidate = (leaf: StateNode, transition: Transition): Candidate => {
    const actions = transition.actions.map(step)
    const target = transition.target?.[0]
    if (!target) return { guard: guard(transition.guard), steps: actions, leaf: leafOf.get(leaf)! }
    const domain = domainOf(transition, target)
    const steps: Step[] = [{ kind: 'took', edge: numbers.get(transition)! }]
    for (let node: StateNode | undefined = leaf; node && node !== domain; node = node.parent)
      steps.push(...node.exit.map(step))
    steps.push(...actions)
    const entered = enter(target, domain)
    for (const node of entered) steps.push(...node.entry.map(step))
    const last = entered[entered.length - 1] ?? leaf
    return { guard: guard(transition.guard), steps, leaf: leafOf.get(last)! }
  }
  const find = (leaf: number, type: string): readonly Candidate[] => {
    const found: Candidate[] = []
    for (let node: StateNode | undefined = leaves[leaf]; node; node = node.parent) {
      for (const transition of matching(node, type)) found.push(candidate(leaves[leaf]!, transition))
    }
    return found
  }
  const candidates = leaves.map(() => new Map<string, readonly Candidate[]>())
  const entered = enter(root, undefined)
  return {
    id: machine.id,
    leaves: leaves.map((node) => node.path.join('.')),
    shape,
    charts: new Map(
      chartsOf(machine).map((chart) => [
        chart.machine.id,
        { ...compile(chart.machine), find: chart.find, items: chart.items }
      ])
    ),
    start: { steps: entered.flatMap((node) => node.entry.map(step)), leaf: leafOf.get(entered[entered.length - 1]!)! },
    candidates,
    always: leaves.map((leaf) => {
      const found: Candidate[] = []
      for (let node: StateNode | undefined = leaf; node; node = node.parent) {
        for (const transition of node.always ?? []) found.push(candidate(leaf, transition))
      }
      return found
    }),
    lookup: (leaf, type) => {
      const known = candidates[leaf]!.get(type)
      if (known) return known
      const found = find(leaf, type)
      candidates[leaf]!.set(type, found)
      return found
    },
    context: (boot) => {
      const make = (machine.config as { context?: unknown }).context
      return (
        typeof make === 'function' ? make({ input: boot, self: undefined, spawn: undefined }) : make
      ) as ProcessContext
    }
  }
}

/** Lists states and transitions in the order in which they are written, and numbers the latter. */
function shapeOf(root: StateNode): { shape: Shape; numbers: Map<Transition, number> } {
  const states: ShapeState[] = []
  const edges: Edge[] = []
  const numbers = new Map<Transition, number>()
  const pathOf = (node: StateNode): string => node.path.join('.')
  const add = (source: StateNode, transition: Transition, event: string): void => {
    const target = transition.target?.[0]
    const isAfter = event.startsWith('xstate.after.')
    numbers.set(transition, edges.length)
    edges.push({
      from: pathOf(source),
      to: target ? pathOf(target) : '',
      inner: target === undefined,
      event: isAfter ? '' : event,
      delay: isAfter ? event.split('.')[2]! : '',
      guard: transition.guard === undefined ? '' : describe(transition.guard)
    })
  }
  const visit = (node: StateNode): void => {
    const first = node.initial?.target[0]
    states.push({ path: pathOf(node), initial: first ? pathOf(first) : '', final: node.type === 'final' })
    for (const transition of node.always ?? []) add(node, transition, '')
    for (const [event, transitions] of node.transitions)
      for (const transition of transitions) add(node, transition, event)
    for (const child of Object.values(node.states)) visit(child)
  }
  visit(root)
  return { shape: { states, edges }, numbers }
}

function collectLeaves(node: StateNode, into: StateNode[]): void {
  const children = Object.values(node.states)
  assert(node.type !== 'parallel' && node.type !== 'history', `${node.id}: ${node.type} states are not supported`)
  if (children.length === 0) into.push(node)
  for (const child of children) collectLeaves(child, into)
}

/** Transitions of one node for an event type: exact ones first, then `prefix.*`, then `*`, as XState orders them. */
function matching(node: StateNode, type: string): Transition[] {
  const exact = node.transitions.get(type) ?? []
  const partial: Transition[] = []
  for (const [descriptor, transitions] of node.transitions) {
    if (descriptor !== '*' && descriptor.endsWith('.*') && type.startsWith(descriptor.slice(0, -1)))
      partial.push(...transitions)
  }
  return [...exact, ...partial, ...(node.transitions.get('*') ?? [])]
}

/** The state that is neither left nor entered. Models xstate's getTransitionDomain. */
function domainOf(transition: Transition, target: StateNode): StateNode | undefined {
  const { source } = transition
  if (!transition.reenter && (target === source || isBelow(target, source))) return source
  for (let node = source.parent; node; node = node.parent) if (isBelow(target, node)) return node
  return undefined
}

/** Nodes entered on the way from below `domain` to `target` and on to its initial leaf. */
function enter(target: StateNode, domain: StateNode | undefined): StateNode[] {
  const path: StateNode[] = []
  for (let node: StateNode | undefined = target; node && node !== domain; node = node.parent) path.unshift(node)
  for (let node = target; Object.keys(node.states).length > 0;) {
    const next = node.initial?.target[0]
    assert(next, `${node.id}: no initial state`)
    path.push(next)
    node = next
  }
  return path
}

function isBelow(node: StateNode, ancestor: StateNode): boolean {
  for (let n = node.parent; n; n = n.parent) if (n === ancestor) return true
  return false
}

function resolve(raw: unknown, named: Record<string, unknown>): unknown {
  const name = typeof raw === 'string' ? raw : isTyped(raw) ? raw.type : undefined
  return name !== undefined && name in named ? named[name] : raw
}

const isTyped = (raw: unknown): raw is { type: string } =>
  typeof raw === 'object' && raw !== null && typeof (raw as { type?: unknown }).type === 'string'

const describe = (raw: unknown): string =>
  typeof raw === 'string' ? raw : typeof raw === 'function' ? raw.name : JSON.stringify(raw)
