import type { AnyStateMachine } from 'xstate'
import { assert } from '../../base/assert'
import type { Boot, Outbox, ProcessContext, SimEvent } from './types'
import type { Run } from './act'

/**
 * Compiles an XState machine to a transition table and runs the table.
 *
 * Authoring stays in XState; running does not, because `transition()` costs 70 to 100 µs per event and a table 0.2 µs.
 * `advance.test.ts` walks every component's machine at random and holds the table equal to XState's own `transition()`.
 * Only what components may use is supported: nested states, on, entry, exit, always, named `after`, guards.
 */
export interface Table {
  readonly id: string
  /** State paths by leaf number, such as `leading` or `running.idle`. */
  readonly leaves: readonly string[]
  readonly start: Start
  /** Per leaf: event type → candidates, filled when first asked. */
  readonly candidates: Map<string, readonly Candidate[]>[]
  readonly always: (readonly Candidate[])[]
  readonly lookup: (leaf: number, type: string) => readonly Candidate[]
  readonly context: (boot: Boot) => ProcessContext
}

interface Start {
  readonly steps: readonly Step[]
  readonly leaf: number
}

interface Candidate {
  readonly guard: ((args: { context: unknown; event: unknown }) => boolean) | null
  readonly steps: readonly Step[]
  readonly leaf: number
}

type Step =
  | { readonly kind: 'run'; readonly run: Run<ProcessContext, SimEvent> }
  | {
      readonly kind: 'arm'
      readonly id: string
      readonly setting: string
      readonly event: SimEvent
      readonly delay: Delay
    }
  | { readonly kind: 'disarm'; readonly id: string }

type Delay = (args: { context: unknown; event: unknown }) => number

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
  event?: SimEvent
  id?: string
  delay?: unknown
  sendId?: string
}

const alwaysLimit = 100

export function compile(machine: AnyStateMachine): Table {
  const root = machine.root as unknown as StateNode
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
    return typeof value === 'function' ? (value as Delay) : () => value as number
  }
  const step = (raw: unknown): Step => {
    const action = resolve(raw, implementations.actions) as Action
    if (action.run) return { kind: 'run', run: action.run }
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
    throw new Error(`${machine.id}: action ${describe(raw)} is not made by act()`)
  }
  const guard = (raw: unknown): Candidate['guard'] => {
    if (raw === undefined) return null
    const found = resolve(raw, implementations.guards)
    assert(typeof found === 'function', `${machine.id}: guard ${describe(raw)} is not a function`)
    return found as Candidate['guard']
  }
  const candidate = (leaf: StateNode, transition: Transition): Candidate => {
    const actions = transition.actions.map(step)
    const target = transition.target?.[0]
    if (!target) return { guard: guard(transition.guard), steps: actions, leaf: leafOf.get(leaf)! }
    const domain = domainOf(transition, target)
    const steps: Step[] = []
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

/** Enters the machine's initial state: entry actions from the root down, then `always`. Gives the leaf. */
export function begin(table: Table, context: ProcessContext, out: Outbox): number {
  const event = { type: 'xstate.init' }
  perform(table.start.steps, context, event, out)
  return settle(table, table.start.leaf, context, event, out)
}

/** Advances a machine by one event. Gives the leaf afterwards, or -1 if no transition takes the event. */
export function advance(table: Table, leaf: number, context: ProcessContext, event: SimEvent, out: Outbox): number {
  const candidates = table.candidates[leaf]!.get(event.type) ?? table.lookup(leaf, event.type)
  for (let i = 0; i < candidates.length; i++) {
    const candidate = candidates[i]!
    if (candidate.guard && !candidate.guard({ context, event })) continue
    perform(candidate.steps, context, event, out)
    return settle(table, candidate.leaf, context, event, out)
  }
  return -1
}

function settle(table: Table, leaf: number, context: ProcessContext, event: SimEvent, out: Outbox): number {
  let current = leaf
  for (let round = 0; round < alwaysLimit; round++) {
    const always = table.always[current]!
    let taken: Candidate | undefined
    for (let i = 0; i < always.length && !taken; i++) {
      const candidate = always[i]!
      if (!candidate.guard || candidate.guard({ context, event })) taken = candidate
    }
    if (!taken) return current
    perform(taken.steps, context, event, out)
    current = taken.leaf
  }
  throw new Error(`${table.id}: \`always\` did not settle in ${alwaysLimit} rounds`)
}

function perform(steps: readonly Step[], context: ProcessContext, event: SimEvent, out: Outbox): void {
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i]!
    if (step.kind === 'run') step.run(context, event, out)
    else if (step.kind === 'arm') {
      out.timer(step.id, Math.round(step.delay({ context, event }) * 1_000), step.setting, step.event)
    } else out.cancel(step.id)
  }
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
