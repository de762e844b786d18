import type { Said } from './spans'

/** How a process is: its statechart's state, or that it does not run. */
export type State = 'stopped' | 'paused' | (string & {})

/** What is known of the cluster at a change, for what its lanes say. */
export interface Known {
  /** By kind, the members' machines and how they are. */
  readonly states: ReadonlyMap<string, ReadonlyMap<string, State>>
  /** Machines whose kernel does not run: they are silent, not refusing. */
  readonly dark: ReadonlySet<string>
  /** Raft terms in which members were elected, by machine. */
  readonly terms: ReadonlyMap<string, number>
  /** Servers that the load balancer has taken out. */
  readonly takenOut: ReadonlySet<string>
  /** Nodes that the cluster takes for lost. */
  readonly notReady: ReadonlySet<string>
  /** Who led last, by kind. */
  readonly lastLeader: ReadonlyMap<string, string>
  /** How long a standby waits for a lease that is not renewed, as text. */
  readonly lease: string
}

const isDown = (state: State): boolean => state === 'stopped' || state === 'paused'
const isLeading = (state: State): boolean => state.startsWith('lead')

/** Up to three are named, more are counted: what is said stays of one length in a cluster of any size. */
const named = (names: readonly string[]): string => {
  if (names.length > 3) return `${names.length}`
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? '')
}
const verb = (names: readonly string[], one: string, many: string): string => (names.length > 1 ? many : one)

const said = (health: Said['health'], text: string, short: readonly string[], more: Partial<Said> = {}): Said => ({
  key: `${health} ${text}`,
  health,
  text,
  short,
  count: '',
  missing: 0,
  ...more
})

type Describe = (kind: string, known: Known) => Said

/** What the lane of a kind says, from how its members are and what others hold of them. */
export const describe: Describe = (kind, known) => (lanes[kind] ?? plain)(kind, known)

const lanes: Readonly<Record<string, Describe>> = {
  etcd: elected,
  'kube-controller-manager': leased,
  'kube-scheduler': leased,
  'kube-apiserver': servers,
  'load-balancer': balancer,
  kubelet: kubelets
}

const membersOf = (kind: string, { states }: Known): [string, State][] => [...(states.get(kind) ?? [])]

function elected(kind: string, known: Known): Said {
  const members = membersOf(kind, known)
  const up = members.filter(([, state]) => !isDown(state))
  const leaders = members.filter(([, state]) => isLeading(state)).map(([name]) => name)
  const count = `${up.length}/${members.length}`
  const missing = members.length - up.length
  const termOf = (name: string) => known.terms.get(name) ?? '?'
  if (leaders.length > 1) {
    // Two at once are what a partition shows: each that takes itself for the leader is named.
    const text = `two lead: ${leaders.map((name) => `${name} in term ${termOf(name)}`).join(', ')}`
    return said('warn', text, ['two lead'], { count, missing })
  }
  if (leaders[0])
    return said('lead', `${leaders[0]} leads, term ${termOf(leaders[0])}`, [`${leaders[0]} leads`, leaders[0]], {
      count,
      missing
    })
  if (up.length === 0) return said('bad', members.length > 1 ? 'all down' : 'down', [], { count, missing })
  const short = up.length * 2 <= members.length
  return said(
    'none',
    short ? `no leader: ${up.length} of ${members.length} are no majority` : 'no leader',
    ['no leader'],
    {
      count,
      missing,
      lasting: true
    }
  )
}

function leased(kind: string, known: Known): Said {
  const members = membersOf(kind, known)
  const up = members.filter(([, state]) => !isDown(state))
  const leaders = up.filter(([, state]) => isLeading(state)).map(([name]) => name)
  const count = `${up.length}/${members.length}`
  const missing = members.length - up.length
  if (leaders.length > 1) return said('warn', `${named(leaders)} both lead`, ['two lead'], { count, missing })
  if (leaders[0]) return said('lead', `${leaders[0]} leads`, [leaders[0]], { count, missing })
  if (up.length === 0) return said('bad', members.length > 1 ? 'all down' : 'down', [], { count, missing })
  const last = known.lastLeader.get(kind)
  const waits = last ? `: the lease of ${last} must run out, ${known.lease}` : ' yet'
  return said('none', `nobody leads${waits}`, ['nobody leads'], { count, missing })
}

function servers(kind: string, known: Known): Said {
  const members = membersOf(kind, known)
  const serving = members.filter(([, state]) => state === 'ready')
  const others = members.filter(([, state]) => state !== 'ready').map(([name]) => name)
  const count = `${serving.length}/${members.length}`
  const more = { count, missing: others.length }
  if (serving.length === 0) {
    const starting = members.some(([, state]) => !isDown(state))
    return said('bad', starting ? 'none is ready' : members.length > 1 ? 'all down' : 'down', [], more)
  }
  const hasLeader = membersOf('etcd', known).some(([, state]) => isLeading(state))
  if (!hasLeader) return said('bad', 'requests wait for a leader of etcd', ['wait for etcd', 'wait'], more)
  if (others.length === 0) return said('ok', members.length > 1 ? `${members.length} answer` : 'answers', [], more)
  return said('warn', `${serving.length} of ${members.length} answer`, [`${serving.length} answer`], more)
}

function balancer(kind: string, known: Known): Said {
  const [own] = membersOf(kind, known)
  const backends = membersOf('kube-apiserver', known)
  const up = backends.filter(([name]) => !known.takenOut.has(name))
  const count = `${up.length}/${backends.length}`
  const more = { count, missing: backends.length - up.length }
  if (!own || isDown(own[1])) return said('bad', own?.[1] === 'paused' ? 'hangs' : 'down', [], more)
  const dead = up.filter(([, state]) => isDown(state))
  const silent = dead.filter(([name, state]) => known.dark.has(name) || state === 'paused').map(([name]) => name)
  const out = backends.filter(([name]) => known.takenOut.has(name))
  if (up.length === 0) {
    const well = out.filter(([, state]) => state === 'ready').map(([name]) => name)
    const though = well.length > 0 ? `, though ${named(well)} ${verb(well, 'answers', 'answer')}` : ''
    return said('bad', `no server is UP${though}`, ['0 UP'], more)
  }
  if (dead.length > 0) {
    const names = dead.map(([name]) => name)
    const what = silent.length > 0 ? verb(names, 'hangs', 'hang') : verb(names, 'is refused', 'are refused')
    const text = `${names.length} of ${up.length} connections ${what}: ${named(names)} ${verb(names, 'is', 'are')} not known to be DOWN`
    return said('warn', text, [`${names.length} of ${up.length} connections ${what}`, what], more)
  }
  if (out.length === 0) return said('ok', `${up.length} UP`, [], more)
  const names = out.map(([name]) => name)
  return said(
    'ok',
    `${up.length} UP, ${named(names)} DOWN`,
    [`${up.length} UP, ${out.length} DOWN`, `${up.length} UP`],
    more
  )
}

function kubelets(kind: string, known: Known): Said {
  const members = membersOf(kind, known)
  const names = (fits: (name: string, state: State) => boolean) =>
    members.filter(([name, state]) => fits(name, state)).map(([name]) => name)
  const unnoticed = names((name, state) => isDown(state) && !known.notReady.has(name))
  const noticed = names((name, state) => isDown(state) && known.notReady.has(name))
  const cutOff = names((name, state) => !isDown(state) && known.notReady.has(name))
  const missing = unnoticed.length + noticed.length + cutOff.length
  const count = `${members.length - missing}/${members.length}`
  if (missing === 0) return said('ok', members.length > 1 ? `${members.length} run` : 'runs', [], { count })
  const parts = [
    unnoticed.length > 0 && `${named(unnoticed)} down, unnoticed`,
    noticed.length > 0 && `${named(noticed)} down, NotReady`,
    cutOff.length > 0 && `${named(cutOff)} ${verb(cutOff, 'runs', 'run')}, but NotReady`
  ].filter((part) => part !== false)
  const few = missing <= 3
  const kinds = [unnoticed, noticed, cutOff].map((list) => (list.length > 0 ? 1 : 0)).join('')
  const health = missing === members.length ? 'bad' : 'warn'
  return said(health, parts.join(' · '), [`${missing} missing`], {
    count,
    missing,
    ...(few ? {} : { key: `${health} ${kinds}` })
  })
}

function plain(kind: string, known: Known): Said {
  const members = membersOf(kind, known)
  const down = members.filter(([, state]) => isDown(state)).map(([name]) => name)
  const count = `${members.length - down.length}/${members.length}`
  const more = { count, missing: down.length }
  if (down.length === 0) return said('ok', members.length > 1 ? `${members.length} run` : 'runs', [], more)
  if (down.length === members.length) return said('bad', members.length > 1 ? 'all down' : 'down', [], more)
  return said('warn', `${named(down)} down`, [`${down.length} down`], {
    ...more,
    ...(down.length > 3 ? { key: 'warn' } : {})
  })
}

/** What the lane of one process says. */
export function describeOne(kind: string, state: State): Said {
  if (state === 'stopped') return said('bad', 'down', [], { missing: 1, lasting: true })
  if (state === 'paused') return said('warn', 'hangs', [], { missing: 1, lasting: true })
  if (isLeading(state)) return said('lead', kind === 'etcd' ? 'leader' : 'leads', [])
  const [leaf = ''] = state.split('.')
  // A controller manager without the lease is a candidate all its life; a member of etcd is one for an election.
  const first = kind !== 'etcd' && leaf === 'candidate' ? 'standby' : leaf
  return said(isWell.has(first) ? 'ok' : 'warn', words[first] ?? first, [], { missing: isWell.has(first) ? 0 : 1 })
}

const isWell: ReadonlySet<string> = new Set([
  'follower',
  'ready',
  'serving',
  'running',
  'idle',
  'syncing',
  'standby',
  'using'
])
/** States by their names in the charts, where these are not what one would say. */
const words: Readonly<Record<string, string>> = {
  preCandidate: 'asks who would vote for it',
  candidate: 'candidate',
  standby: 'waits for the lease',
  idle: 'runs',
  syncing: 'runs',
  running: 'runs',
  serving: 'serves'
}
