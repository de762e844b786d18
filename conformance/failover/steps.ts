import type { KubernetesObject } from '../controllers/cases'
import { eventOf } from '../controllers/events'
import type { Line, Seen } from './seen'

/** A step of a run: what it is called, whoever's names were drawn, and when it came first. */
export interface Step {
  readonly id: string
  readonly t_ms: number
}

/** Who is who: machines by their part, so that a recording whose victim is master-3 compares with ours. */
export interface Roles {
  readonly victim: string
  /** Nodes that were lost with it, if there are several. */
  readonly lost?: readonly string[]
}

const isMachine = /\b(?:master|worker)-\d\b|\b[abc]\d\b/g

const roleOf = (name: string, { victim, lost = [] }: Roles): string =>
  name === victim || lost.includes(name) ? 'LOST' : name.startsWith('master') ? 'MASTER' : 'NODE'

/** A pod's or a ReplicaSet's name without what was drawn. */
const appOf = (name: string): string => name.replace(/-[a-z0-9]{6,10}(-[a-z0-9]{5})?$/, '').replace(/-[a-z0-9]{5}$/, '')

/**
 * What a line says, in words that two runs share; undefined for what is not compared. The rules, and why, are in README.md.
 */
export function stepOf({ component, what }: Line, roles: Roles): string | undefined {
  const [kind = '', name = ''] = component.split(' ')
  const role = (text: string): string => text.replace(isMachine, (machine) => roleOf(machine, roles))
  if (component === 'haproxy') {
    const [, machine = '', state = '', code = ''] =
      // What is in one network with a silent host hears of no route at last; across routers it is a timeout always.
      /^(\S+) (UP|DOWN) \((L\dOK|L\dCON|L\dTOUT)/.exec(what.replace('L4CON No route', 'L4TOUT No route')) ?? []
    // What no fault stopped flaps on a loaded machine alone.
    return machine === '' || roleOf(machine, roles) !== 'LOST' ? undefined : `haproxy: LOST ${state} ${code}`
  }
  if (component.startsWith('log ')) return logStep(component, what, role)
  const lease = /^acquired lease (\S+) \(was (\S+?);?(?:[ ;]|$)/.exec(what)
  if (lease) return `lease ${lease[1]} acquired`
  const released = /^released lease (\S+)/.exec(what)
  if (released) return `lease ${released[1]} released`
  const event = /^event (\w+)\/(\S+) (\w+):/.exec(what)
  if (event) return eventStep(component, event, role)
  if (kind === 'pod') return podStep(name, what)
  if (kind === 'node') return nodeStep(name, what, role)
  if (kind === 'endpoints' && name === 'kubernetes') return `endpoints kubernetes: ${what.split(',').length} addresses`
  if (/^kube-(controller-manager|scheduler|apiserver) /.test(component) && /^process /.test(what))
    return `${role(component)}: ${what}`
  return undefined
}

/** Lines of upstream that the components here write too. What only announces an inner worker's end is not modelled. */
const logged = /leader|lease|terminate|quorum|election|became|Controller detected/i

function logStep(component: string, what: string, role: (text: string) => string): string | undefined {
  if (!logged.test(what) || component.startsWith('log kubelet')) return undefined
  const of = role(component).replace(/^log (\S+).*? ?(\S+)?$/, '$1 $2')
  if (component.startsWith('log etcd')) {
    const [said] = /starting a new election|lost leader|became leader|elected leader/.exec(what) ?? []
    return said === undefined ? undefined : `log etcd: ${said}`
  }
  const text = what
    .replace(/^([IWE]) (?:\S+\.go\] )?/, '$1 ')
    // An address, a holder's identity, what was tried when.
    .replace(/(?:\d+\.){3}\d+(:\d+)?/g, 'ADDRESS')
    .replace(/[a-z]+-\d_[0-9a-f-]{36}/g, 'IDENTITY')
    // Which of its timers a Go client hears first is chance.
    .replace(
      /(net\/http: request canceled|context deadline exceeded)( while waiting for connection)? ?(\(Client\.Timeout.*?\))?(?=\\?" lock)/,
      'TIMEOUT'
    )
    .replace(
      /err="(?:Get .*TIMEOUT|the server was unable to return a response in the time allotted.*?\))"/,
      'err=TIMEOUT'
    )
  // Two candidates that meet, and what a limiter says in the last instant before a deadline, are chance.
  if (/Event occurred|Shutting down|Failed to update lease|client rate limiter/.test(text)) return undefined
  return `log ${of.trim()}: ${role(text)}`
}

const componentsEvents: Readonly<Record<string, string>> = { default: 'default-scheduler' }

function eventStep(component: string, [, kind, name, reason]: RegExpExecArray, role: (text: string) => string) {
  const by = componentsEvents[component] ?? component
  // The recorder's kubelets wrote none.
  if (by === 'kubelet') return undefined
  const about = kind === 'Pod' || kind === 'ReplicaSet' ? appOf(name!) : role(name!)
  return `event ${reason} of ${kind} ${about} by ${by}`
}

function podStep(name: string, what: string): string | undefined {
  const app = appOf(name)
  if (/^created/.test(what)) return `pod ${app} created`
  if (/^bound/.test(what)) return `pod ${app} bound`
  if (/^condition Ready=False .*\(phase Pending\)|^phase Running/.test(what)) return undefined
  if (/^condition Ready=/.test(what)) return `pod ${app} ${/Ready=\w+/.exec(what)![0]}`
  return `pod ${app} ${what}`
}

function nodeStep(name: string, what: string, role: (text: string) => string): string | undefined {
  // A kubelet that starts is not ready for a moment; the recorder's stand-ins were at once.
  if (/^conditions Ready=False|taint node.kubernetes.io\/not-ready/.test(what)) return undefined
  if (/^conditions/.test(what)) return `node ${role(name)} ${/Unknown/.test(what) ? 'Unknown' : 'Ready=True'}`
  return `node ${role(name)} ${what}`
}

/** What puts right is a step where there was something to be put right: else it is a look at what was so before. */
function isFollowUp(id: string, first: ReadonlyMap<string, number>): boolean {
  const [, pod] = /^pod (\S+) Ready=True/.exec(id) ?? []
  if (pod !== undefined) return first.has(`pod ${pod} Ready=False`) || first.has(`pod ${pod} created`)
  if (id.startsWith('haproxy: LOST UP'))
    return [...first.keys()].some((other) => other.startsWith('haproxy: LOST DOWN'))
  return true
}

/** The steps of a run in order of time, each when it came first. */
export function stepsOf(lines: readonly Line[], roles: Roles): readonly Step[] {
  const first = new Map<string, number>()
  for (const line of [...lines].sort((a, b) => a.t_ms - b.t_ms)) {
    const id = stepOf(line, roles)
    if (id !== undefined && !first.has(id) && isFollowUp(id, first)) first.set(id, line.t_ms)
  }
  return [...first].map(([id, t_ms]) => ({ id, t_ms }))
}

/** Events and leases of a run of ours, which the recorder saw as objects. */
export function linesOf({ lines, asked, facts }: Seen): readonly Line[] {
  const events = asked.flatMap(({ resource, verb, t_ms, options }): Line[] => {
    const event = options['event']
    if (resource !== 'events' || verb !== 'create' || !event) return []
    const { reason, reportingComponent, object } = eventOf(event as KubernetesObject)
    return [{ t_ms, component: reportingComponent ?? '', what: `event ${object} ${reason}: ` }]
  })
  const leases = facts.flatMap(({ t_ms, fact, detail }): Line[] =>
    fact === 'leader-acquired'
      ? [
          {
            t_ms,
            component: String(detail['identity']).replace(/_.*/, ''),
            what: `acquired lease ${detail['lock']} (was other; )`
          }
        ]
      : []
  )
  const released = asked.flatMap(({ t_ms, resource, verb, name, options }): Line[] =>
    resource === 'leases' && verb === 'update' && options['holder'] === ''
      ? [{ t_ms, component: 'lease', what: `released lease ${name} (was other)` }]
      : []
  )
  return [...lines, ...events, ...leases, ...released]
}
